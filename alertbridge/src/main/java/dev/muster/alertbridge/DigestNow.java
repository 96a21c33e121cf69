package dev.muster.alertbridge;

import dev.muster.archive.DigestHistory;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import dev.muster.metrics.InstantQuery;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A digest of the fleet that somebody asks for. */
public final class DigestNow {
  private final MailContent content;
  private final Instant now;

  private DigestNow(MailContent content, Instant now) {
    this.content = content;
    this.now = now;
  }

  /**
   * Looks back at the last day or week.
   *
   * @param group the group it is about, or "" for the whole fleet
   * @param zone of the times in it
   * @param page the console's address, or null
   */
  public static DigestNow of(
      Fleet fleet,
      String group,
      boolean weekly,
      InstantQuery query,
      DigestHistory history,
      Instant now,
      ZoneId zone,
      @Nullable URI page) {
    var from = now.minus(Duration.ofDays(weekly ? 7 : 1));
    var review =
        new FleetReviewer(query, history, System::nanoTime).review(fleet, group, from, now);
    return new DigestNow(new FleetDigestMail(zone, page).of(review, weekly, null), now);
  }

  /** As the mail's plain part has it, its subject above. */
  public String text() {
    return "Subject: " + content.subject() + "\n\n" + content.text();
  }

  /**
   * As a mail.
   *
   * @throws IllegalArgumentException if one of the addresses is none
   */
  public OutgoingMail mail(String from, String to) {
    String about = "digest asked for\n" + now;
    try {
      return new MailRenderer(from)
          .render(content, to, about, about, Map.of("X-Muster-Type", "digest"), now);
    } catch (MailRenderer.UnrenderableException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
