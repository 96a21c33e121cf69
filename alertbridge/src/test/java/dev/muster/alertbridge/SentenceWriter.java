package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Told;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Writes mails whose subject is the first alert's sentence, and how many more there are. */
final class SentenceWriter implements NotificationWriter {
  @Override
  public List<OutgoingMail> write(Notification notification, Fleet fleet, Instant now) {
    var all = new ArrayList<Told>(notification.fresh());
    all.addAll(notification.resolved());
    all.addAll(notification.standing());
    var first = all.getFirst().alert();
    String sentence = AlertWords.content(first, PastValues.Past.UNKNOWN, ZoneOffset.UTC).subject();
    String subject = sentence + (all.size() == 1 ? "" : ", and " + (all.size() - 1) + " more");
    var mails = new ArrayList<OutgoingMail>();
    if (notification.destination() instanceof Notification.Destination.Mail(var addresses)) {
      for (String address : addresses) {
        String id = "<%s|%s|%d>".formatted(notification.groupKey(), address, notification.number());
        mails.add(new OutgoingMail(id, address, subject, subject, subject));
      }
    }
    return mails;
  }
}
