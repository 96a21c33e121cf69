package dev.muster.alertbridge;

import dev.muster.alertbridge.NotificationContent.Kind;
import dev.muster.archive.PostedEpisode;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.PostedAlert;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is to say of one alert of a notification, whoever judged it. */
final class AlertWords {
  private AlertWords() {}

  /** The limit that an alert of ours is held to now, or null. */
  static @Nullable Limit limit(Alert alert) {
    var client = alert.client();
    return client == null
        ? null
        : LimitType.named(alert.record().type()).flatMap(client::limit).orElse(null);
  }

  /** Whether its record's value is one that was just seen. */
  static boolean hasValue(Alert alert) {
    var cause = alert.cause();
    return cause != null
        && switch (cause) {
          case FIRED, CLEARED, LIMIT_CHANGED -> true;
          case NO_VALUE, LIMIT_REMOVED, CLIENT_REMOVED -> false;
        };
  }

  /** As somebody else handed it on. */
  static PostedAlert posted(Alert alert) {
    var record = alert.record();
    Long end = record.resolvedAt();
    return new PostedAlert(
        alert.labels(),
        alert.annotations(),
        record.activeSince(),
        end == null ? Long.MAX_VALUE : end,
        alert.generatorUrl(),
        record.value());
  }

  /** Its sentence, facts and lists. */
  static MailContent content(Alert alert, PastValues.Past past, ZoneId zone) {
    var cause = alert.cause();
    if (cause == null) {
      return PostedMail.of(
          new PostedEpisode(alert.record(), posted(alert)), alert.client(), zone, null);
    }
    var transition =
        new Transition(
            cause, null, alert.record(), alert.client(), limit(alert), readings(alert, past));
    return AlertMail.of(transition, past.lastHour(), zone, null);
  }

  /** All values of its kind, its own at least. */
  private static List<Reading> readings(Alert alert, PastValues.Past past) {
    var record = alert.record();
    var own = new Reading(record.detail(), record.value());
    if (!hasValue(alert)) {
      return List.of();
    }
    var readings = new ArrayList<Reading>();
    past.now().stream()
        .filter(reading -> !reading.detail().equals(own.detail()))
        .forEach(readings::add);
    readings.add(own);
    return readings;
  }

  /** For how long it has been or was so. */
  static String duration(Alert alert, Kind kind, ZoneId zone, long now) {
    var record = alert.record();
    Long end = record.resolvedAt();
    String lasted = TimeText.duration((end == null ? now : end) - record.activeSince());
    String since = TimeText.clock(record.activeSince(), zone);
    return switch (kind) {
      case FRESH -> "since " + since;
      case STANDING -> "for " + lasted + " now";
      case RESOLVED -> "lasted " + lasted;
    };
  }

  /** That it flaps, and who acknowledged it. */
  static List<String> notes(Notification.Told told, int flapChanges, Duration flapWindow) {
    var notes = new ArrayList<String>();
    if (told.changes() >= flapChanges) {
      notes.add(
          "It flaps: it began %d times within %s."
              .formatted(told.changes(), TimeText.duration(flapWindow.toMillis())));
    }
    if (!told.acknowledgedBy().isEmpty()) {
      notes.add("Acknowledged by " + PlainText.line(told.acknowledgedBy(), 80) + ".");
    }
    return notes;
  }
}
