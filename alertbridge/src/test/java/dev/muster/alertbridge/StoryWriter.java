package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Told;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes what a notification says in a line: {@code new pc1.memory, still pc1.disk, over pc1.cpu};
 * with {@code ~5} behind an alert that began five times, as far as that is flapping, {@code !anna}
 * behind one that Anna acknowledged, and the reason in front where it is none of the usual.
 */
final class StoryWriter implements NotificationWriter {
  /** Whether it fails. */
  boolean failing;

  @Override
  public List<OutgoingMail> write(Notification notification, Fleet fleet, Instant now) {
    if (failing) {
      throw new IllegalStateException("as the story says");
    }
    var recipients =
        switch (notification.destination()) {
          case Notification.Destination.Mail(var addresses) -> addresses;
          case Notification.Destination.Named(String name) -> List.of(name);
        };
    String text = text(notification, fleet.alerting().flapChanges());
    var mails = new ArrayList<OutgoingMail>();
    for (String recipient : recipients) {
      String id = "<%s|%s|%d>".formatted(notification.groupKey(), recipient, notification.number());
      mails.add(new OutgoingMail(id, recipient, text, text, text));
    }
    return mails;
  }

  private static String text(Notification notification, int flapping) {
    var parts = new ArrayList<String>();
    add("new", notification.fresh(), flapping, parts);
    add("still", notification.standing(), flapping, parts);
    add("over", notification.resolved(), flapping, parts);
    String reason =
        notification.reason() == Notification.Reason.CHANGE
            ? ""
            : notification.reason().toString().toLowerCase(Locale.ROOT).replace('_', '-') + ": ";
    return reason + String.join(", ", parts);
  }

  private static void add(String what, List<Told> told, int flapping, List<String> parts) {
    if (told.size() > 6) {
      parts.add(what + ' ' + told.size() + " alerts");
    } else if (!told.isEmpty()) {
      parts.add(
          told.stream()
              .map(one -> name(one, flapping))
              .sorted()
              .collect(Collectors.joining(" ", what + ' ', "")));
    }
  }

  private static String name(Told told, int flapping) {
    var record = told.alert().record();
    String client = record.client().isEmpty() ? "" : record.client() + '.';
    String flaps = told.changes() >= flapping ? "~" + told.changes() : "";
    String seen = told.acknowledgedBy().isEmpty() ? "" : "!" + told.acknowledgedBy();
    return client + record.type() + flaps + seen;
  }
}
