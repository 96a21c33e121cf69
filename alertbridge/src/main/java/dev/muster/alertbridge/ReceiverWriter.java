package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Receiver;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Renders what goes to the receivers of the fleet file; of mails it makes nothing. */
final class ReceiverWriter implements NotificationWriter {
  private final ZoneId zone;
  private final @Nullable URI page;

  /**
   * A writer.
   *
   * @param zone of the times that are told
   * @param page the console's address where the fleet file names none, or null
   */
  ReceiverWriter(ZoneId zone, @Nullable URI page) {
    this.zone = zone;
    this.page = page;
  }

  @Override
  public List<OutgoingMail> write(Notification notification, Fleet fleet, Instant now) {
    return switch (notification.destination()) {
      case Notification.Destination.Mail _ -> List.of();
      case Notification.Destination.Named(String name) ->
          fleet.alerting().receivers().stream()
              .filter(receiver -> receiver.name().equals(name))
              .filter(receiver -> receiver.kind() != Receiver.Kind.ALERTMANAGER)
              .filter(receiver -> notification.isFiring() || receiver.resolved())
              .map(receiver -> written(notification, receiver, fleet, now))
              .toList();
    };
  }

  private OutgoingMail written(
      Notification notification, Receiver receiver, Fleet fleet, Instant now) {
    var own = fleet.alerting().page();
    var notice =
        new Notice(
            notification,
            receiver,
            zone,
            own == null ? page : own,
            fleet.alerting().flapChanges(),
            "");
    return new OutgoingMail(
        id(notification, receiver, now),
        receiver.name(),
        notice.title(),
        String.join("\n", notice.lines()),
        body(notice, fleet, now),
        receiver.name());
  }

  private String body(Notice notice, Fleet fleet, Instant now) {
    var receiver = notice.receiver();
    var file = receiver.template();
    String own = file == null ? null : ReceiverTemplate.body(file, notice, fleet, zone, now);
    return own == null ? Channel.of(receiver.kind()).body(notice).toString() : own;
  }

  private static String id(Notification notification, Receiver receiver, Instant now) {
    String about =
        "%s\n%s\n%d\n%d"
            .formatted(
                receiver.name(),
                notification.groupKey(),
                notification.number(),
                now.toEpochMilli());
    try {
      var hash =
          MessageDigest.getInstance("SHA-256").digest(about.getBytes(StandardCharsets.UTF_8));
      return "<muster." + HexFormat.of().formatHex(hash, 0, 16) + "@receiver>";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
