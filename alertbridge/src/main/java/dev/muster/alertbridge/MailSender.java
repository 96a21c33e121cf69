package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Smtp;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hands a rendered mail on, one at a time; used by one thread at a time. */
public interface MailSender extends AutoCloseable {
  /** What became of one attempt. Reasons are one line, without secrets. */
  sealed interface Outcome {
    /** It was taken; it must not be sent again. */
    record Accepted() implements Outcome {}

    /** This mail was not taken; a later attempt may work. */
    record Later(String reason) implements Outcome {}

    /**
     * No mail gets through now, such as with the server down or the log-in refused.
     *
     * @param after how long the other side asks to be left alone, zero where it says nothing
     */
    record Unavailable(String reason, Duration after) implements Outcome {
      Unavailable(String reason) {
        this(reason, Duration.ZERO);
      }
    }

    /** This mail will never be taken. */
    record Refused(String reason) implements Outcome {}
  }

  /** One attempt, within about a minute. */
  Outcome send(OutgoingMail mail);

  /** Nothing more to send for now: connections may be closed. */
  default void pause() {}

  @Override
  default void close() {
    pause();
  }

  /** Makes the sender for a fleet's settings. */
  @FunctionalInterface
  interface Factory {
    /**
     * A sender.
     *
     * @param smtp the mail server, or null where the fleet file names none
     */
    MailSender to(@Nullable Smtp smtp);
  }

  /**
   * Senders over SMTP, or into a folder where the fleet file names no server.
   *
   * @param folder for {@code .eml} files
   */
  static Factory factory(Path folder) {
    return smtp -> smtp == null ? new EmlFolderSender(folder) : new SmtpSender(smtp, smtp.caFile());
  }
}
