package dev.muster.console.api;

import dev.muster.archive.Records;
import org.jspecify.annotations.Nullable;

/**
 * A mail, or what went to a receiver that is none. Times in Unix seconds.
 *
 * @param state {@code queued}, {@code sent} or {@code refused}
 * @param attempts how many failed
 * @param error why the last one failed, "" where it did not
 * @param receiver the receiver's name, "" for a mail
 */
record MailView(
    long id,
    String recipient,
    String subject,
    String state,
    double createdAt,
    @Nullable Double sentAt,
    int attempts,
    String error,
    String receiver) {
  static MailView of(Records.Mail mail) {
    var status = mail.status();
    return new MailView(
        status.id(),
        status.recipient(),
        status.subject(),
        status.state(),
        status.createdAt(),
        status.sentAt(),
        status.attempts(),
        status.error(),
        mail.receiver());
  }
}
