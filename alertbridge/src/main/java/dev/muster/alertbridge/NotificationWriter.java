package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import java.time.Instant;
import java.util.List;

/** Renders a notification into what is queued for it: a mail an address, a body a receiver. */
@FunctionalInterface
interface NotificationWriter {
  /** What goes out; the same notification gives the same Message-IDs. */
  List<OutgoingMail> write(Notification notification, Fleet fleet, Instant now);
}
