package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import java.time.ZoneId;

/** An alert in one sentence, for those who are told in a line or two. */
final class AlertSentence {
  private static final int NAME = 80;
  private static final int TEXT = 300;

  private AlertSentence() {}

  /** Such as {@code pc1: memory 73.4% is over its limit of 50%}. */
  static String of(Alert alert, ZoneId zone) {
    var record = alert.record();
    String who = record.client().isEmpty() ? "" : AlertMail.name(record.client()) + ": ";
    var type = LimitType.named(record.type()).orElse(null);
    return who
        + (type == null || Double.isNaN(record.limit()) ? posted(alert) : limit(alert, type, zone));
  }

  private static String limit(Alert alert, LimitType type, ZoneId zone) {
    var record = alert.record();
    if (type == LimitType.OFFLINE) {
      return alert.isFiring()
          ? "offline since " + TimeText.clock(record.activeSince(), zone)
          : "online again after " + lasted(record);
    }
    String watched = (type.xmlName() + " " + PlainText.line(record.detail(), NAME)).strip();
    String value = Quantity.value(type.unit(), record.value(), record.limit());
    String limit = Quantity.limit(type.unit(), record.limit());
    return alert.isFiring()
        ? "%s %s is %s its limit of %s".formatted(watched, value, side(alert, type), limit)
        : "%s is back to %s after %s (limit %s)".formatted(watched, value, lasted(record), limit);
  }

  private static String side(Alert alert, LimitType type) {
    var client = alert.client();
    boolean below =
        client != null
            && client
                .limit(type)
                .filter(limit -> limit.direction() == Limit.Direction.BELOW)
                .isPresent();
    return below ? "under" : "over";
  }

  private static String posted(Alert alert) {
    var annotations = alert.annotations();
    String summary = annotations.getOrDefault("summary", "");
    String said = summary.isBlank() ? annotations.getOrDefault("description", "") : summary;
    String state = alert.isFiring() ? " is firing" : " is over after " + lasted(alert.record());
    return PlainText.line(alert.record().type(), NAME)
        + state
        + (said.isBlank() ? "" : ": " + PlainText.line(said, TEXT));
  }

  private static String lasted(AlertRecord record) {
    Long end = record.resolvedAt();
    return end == null ? "" : TimeText.duration(end - record.activeSince());
  }
}
