package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Smtp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the mails with which users choose a password. Who has such a mail has the account, so it
 * does not go into the outbox, where mails stay and are shown: it waits in memory, is tried every
 * 15 s for as long as its link is good, and is forgotten. Without a mail server it is kept as a
 * file like all others.
 */
public final class AccountMailer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccountMailer.class);
  private static final int MOST = 100;
  private static final Duration RETRY = Duration.ofSeconds(15);

  /**
   * What is mailed.
   *
   * @param kind {@code invite} or {@code reset}
   * @param name of the user
   * @param url where a password is chosen, once
   * @param ends until when that works
   */
  public record Link(String kind, String name, String recipient, String url, Instant ends) {
    /** Without the address, which opens the account. */
    @Override
    public String toString() {
      return "Link[" + kind + ", " + name + "]";
    }
  }

  private final MailSender.Factory senders;
  private final Supplier<@Nullable Smtp> smtp;
  private final InstantSource clock;
  private final ZoneId zone;
  private final LinkedBlockingDeque<Link> waiting = new LinkedBlockingDeque<>(MOST);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread worker;

  /**
   * A mailer at work.
   *
   * @param smtp the mail server as the fleet file names it now, or null
   */
  public AccountMailer(
      MailSender.Factory senders, Supplier<@Nullable Smtp> smtp, InstantSource clock, ZoneId zone) {
    this.senders = senders;
    this.smtp = smtp;
    this.clock = clock;
    this.zone = zone;
    this.worker = Thread.ofVirtual().name("account-mailer").start(this::run);
  }

  /** Queues a mail; drops it where too many wait. */
  public void queue(Link link) {
    if (!waiting.offer(link)) {
      log.warn("msg=\"a mail about an account is dropped, too many wait\" user={}", link.name());
    }
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        var link = waiting.take();
        if (!isDone(link) && waiting.offerLast(link)) {
          var _ = closed.await(RETRY.toSeconds(), TimeUnit.SECONDS);
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether nothing more is to be done about it. */
  private boolean isDone(Link link) {
    if (!clock.instant().isBefore(link.ends())) {
      log.error("msg=\"a mail about an account was not sent in time\" user={}", link.name());
      return true;
    }
    try {
      return switch (send(link, smtp.get(), senders, clock, zone)) {
        case MailSender.Outcome.Accepted() -> {
          log.info("msg=\"mailed a link\" kind={} user={}", link.kind(), link.name());
          yield true;
        }
        case MailSender.Outcome.Later(String reason) -> waits(link, reason);
        case MailSender.Outcome.Unavailable(String reason, var _) -> waits(link, reason);
        case MailSender.Outcome.Refused(String reason) -> {
          log.error(
              "msg=\"a mail about an account was refused\" user={} reason={}", link.name(), reason);
          yield true;
        }
      };
    } catch (RuntimeException e) {
      log.error(
          "msg=\"no mail about an account can be made\" user={} reason={}",
          link.name(),
          e.getMessage());
      return true;
    }
  }

  private static boolean waits(Link link, String reason) {
    log.warn("msg=\"a mail about an account waits\" user={} reason={}", link.name(), reason);
    return false;
  }

  /**
   * Sends one mail at once.
   *
   * @throws IllegalArgumentException if one of the addresses is none
   */
  public static MailSender.Outcome send(
      Link link,
      @Nullable Smtp smtp,
      MailSender.Factory senders,
      InstantSource clock,
      ZoneId zone) {
    var from = smtp == null ? MailDesk.LOCAL_SENDER : smtp.from();
    try (var sender = senders.to(smtp)) {
      return sender.send(render(link, from, clock.instant(), zone));
    }
  }

  static OutgoingMail render(Link link, String from, Instant now, ZoneId zone) {
    boolean invited = link.kind().equals("invite");
    var content =
        new MailContent(
            invited ? "You are invited to Muster" : "A new password for Muster",
            invited
                ? "You may look after your machines with Muster. Choose a password to begin."
                : "Somebody, you we hope, asked for a new password. Choose one here.",
            List.of(
                new MailContent.Fact("User", link.name()),
                new MailContent.Fact("Address", link.url()),
                new MailContent.Fact(
                    "Good until", TimeText.full(link.ends().toEpochMilli(), zone))),
            List.of(),
            List.of(
                "The address works once. Keep this mail to yourself.",
                invited
                    ? "If you know nothing of this, do nothing."
                    : "If you did not ask, do nothing: your password stays as it is."));
    var about = link.kind() + '\n' + link.name() + '\n' + now;
    try {
      return new MailRenderer(from)
          .render(
              content,
              link.recipient(),
              about,
              about,
              Map.of("X-Muster-Type", "account-" + link.kind()),
              now);
    } catch (MailRenderer.UnrenderableException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Lets go of what waits. */
  @Override
  public void close() {
    closed.countDown();
    worker.interrupt();
  }
}
