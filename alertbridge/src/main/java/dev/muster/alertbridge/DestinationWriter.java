package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import java.time.Instant;
import java.util.List;

/** Has mails written by one writer, and what goes to receivers by another. */
final class DestinationWriter implements NotificationWriter {
  private final NotificationWriter mails;
  private final NotificationWriter receivers;

  DestinationWriter(NotificationWriter mails, NotificationWriter receivers) {
    this.mails = mails;
    this.receivers = receivers;
  }

  @Override
  public List<OutgoingMail> write(Notification notification, Fleet fleet, Instant now) {
    return switch (notification.destination()) {
      case Notification.Destination.Mail _ -> mails.write(notification, fleet, now);
      case Notification.Destination.Named _ -> receivers.write(notification, fleet, now);
    };
  }
}
