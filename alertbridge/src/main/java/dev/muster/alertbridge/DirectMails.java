package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mails of an alert of the server itself, in memory and straight to the mail server, to everybody
 * whom the fleet file names. Of one thread alone.
 */
final class DirectMails {
  private static final Logger log = LoggerFactory.getLogger(DirectMails.class);
  private static final Duration RETRY = Duration.ofSeconds(15);
  private static final int RECIPIENTS = 20;

  private final String client;
  private final String type;
  private final MailSender.Factory senders;
  private final Supplier<Fleet> fleet;
  private final Deque<OutgoingMail> mails = new ArrayDeque<>();
  private long notBefore = Long.MIN_VALUE;
  private String lastTrouble = "";

  DirectMails(String client, String type, MailSender.Factory senders, Supplier<Fleet> fleet) {
    this.client = client;
    this.type = type;
    this.senders = senders;
    this.fleet = fleet;
  }

  /** Forgets what waits. */
  void clear() {
    mails.clear();
  }

  /**
   * A mail to each.
   *
   * @param since when the episode began, by which its mails are kept together
   */
  void add(MailContent content, long since, String kind, long now) {
    var smtp = fleet.get().smtp();
    var renderer = new MailRenderer(smtp == null ? MailDesk.LOCAL_SENDER : smtp.from());
    String episode = type + '\n' + since + '\n';
    var headers = Map.of("X-Muster-Client", client, "X-Muster-Type", type, "X-Muster-State", kind);
    var recipients =
        fleet.get().clients().stream()
            .flatMap(one -> one.mail().stream())
            .distinct()
            .limit(RECIPIENTS)
            .toList();
    for (String recipient : recipients) {
      try {
        var date = Instant.ofEpochMilli(now);
        mails.add(
            renderer.render(content, recipient, episode + kind, episode + "firing", headers, date));
      } catch (MailRenderer.UnrenderableException e) {
        log.error("mail lost client={} reason={}", client, e.getMessage());
      }
    }
    notBefore = now;
  }

  /** Sends what waits, in order, until one has to wait; the sender is let go of at the end. */
  void send(long now) {
    if (mails.isEmpty() || now < notBefore) {
      return;
    }
    try (var sender = senders.to(fleet.get().smtp())) {
      for (var mail = mails.peek(); mail != null; mail = mails.peek()) {
        String trouble = trouble(sender.send(mail));
        if (!trouble.isEmpty()) {
          notBefore = now + RETRY.toMillis();
          noteTrouble(trouble);
          return;
        }
        mails.remove();
      }
      noteTrouble("");
    }
  }

  /** Why to try again later, or "" where the mail is done with. */
  private String trouble(MailSender.Outcome outcome) {
    return switch (outcome) {
      case MailSender.Outcome.Accepted() -> "";
      case MailSender.Outcome.Later(String reason) -> reason;
      case MailSender.Outcome.Unavailable(String reason, var _) -> reason;
      case MailSender.Outcome.Refused(String reason) -> {
        log.error("mail refused client={} type={} reason={}", client, type, reason);
        yield "";
      }
    };
  }

  private void noteTrouble(String trouble) {
    if (!trouble.equals(lastTrouble) && !trouble.isEmpty()) {
      log.warn("mail waits client={} type={} reason={}", client, type, trouble);
    }
    lastTrouble = trouble;
  }
}
