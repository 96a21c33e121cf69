package dev.muster.alertbridge;

import dev.muster.fleet.Receiver;
import java.net.URI;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A notification as one receiver is told it, in words that fit any of them.
 *
 * @param zone of the times in it
 * @param page the console's address, or null
 * @param flapChanges from how many beginnings on an alert flaps
 * @param suffix what follows the title, such as that it is a test
 */
record Notice(
    Notification notification,
    Receiver receiver,
    ZoneId zone,
    @Nullable URI page,
    int flapChanges,
    String suffix) {
  /** More alerts are counted, not listed. */
  static final int LISTED = 50;

  private static final int TITLE = 200;

  List<Notification.Told> firing() {
    return Stream.concat(notification.fresh().stream(), notification.standing().stream()).toList();
  }

  /** Those that are over, none where the receiver is not to be told of ends. */
  List<Notification.Told> resolved() {
    return receiver.resolved() ? notification.resolved() : List.of();
  }

  List<Notification.Told> all() {
    return Stream.concat(firing().stream(), resolved().stream()).toList();
  }

  boolean isFiring() {
    return notification.isFiring();
  }

  /** One line that says the most: the alert where there is one, else how many. */
  String title() {
    var all = all();
    String said =
        all.size() == 1
            ? AlertSentence.of(all.getFirst().alert(), zone)
            : counts() + ": " + String.join(", ", names(all));
    return PlainText.line(said, TITLE) + suffix;
  }

  private String counts() {
    var parts = new ArrayList<String>();
    if (!firing().isEmpty()) {
      parts.add(firing().size() + " firing");
    }
    if (!resolved().isEmpty()) {
      parts.add(resolved().size() + " resolved");
    }
    return String.join(", ", parts);
  }

  private static List<String> names(List<Notification.Told> all) {
    return all.stream()
        .map(told -> told.alert().record())
        .map(record -> record.client().isEmpty() ? record.type() : record.client())
        .distinct()
        .limit(LISTED)
        .toList();
  }

  /** All of it, one alert a line under NEW, STILL FIRING and RESOLVED. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    switch (notification.reason()) {
      case CHANGE, REPEAT, HELD_BACK -> {}
      case ESCALATION -> lines.add("Nobody has acknowledged this.");
      case CATCH_UP -> lines.add("A silence or maintenance window has ended.");
    }
    part(lines, "NEW", notification.fresh());
    part(lines, "STILL FIRING", notification.standing());
    part(lines, "RESOLVED", resolved());
    return lines;
  }

  private void part(List<String> lines, String name, List<Notification.Told> part) {
    part.stream().limit(LISTED).forEach(told -> lines.add(name + " " + line(told)));
    if (part.size() > LISTED) {
      lines.add(name + " and " + (part.size() - LISTED) + " more");
    }
  }

  private String line(Notification.Told told) {
    var alert = told.alert();
    String flaps =
        told.changes() >= flapChanges ? ", flapping: it began " + told.changes() + " times" : "";
    String known =
        told.acknowledgedBy().isEmpty()
            ? ""
            : ", acknowledged by " + PlainText.line(told.acknowledgedBy(), LISTED);
    String since =
        alert.isFiring()
            ? " (since " + TimeText.full(alert.record().activeSince(), zone) + ")"
            : "";
    return AlertSentence.of(alert, zone) + since + flaps + known;
  }
}
