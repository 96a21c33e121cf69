package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.DigestHistory.MailCounts;
import dev.muster.fleet.Limit;
import java.util.List;

/**
 * How a fleet fared for a while. Times in Unix milliseconds.
 *
 * @param from when that began
 * @param to when it ended
 * @param group the group's name, or "" for the whole fleet
 * @param machines how many clients there are
 * @param down who did not answer when expected to, the longest first
 * @param unseen who never was scraped at all
 * @param near who came near a limit without an alert, the nearest first
 * @param filling drives that will be full soon, the soonest first
 * @param alerts that fired, in the order in which they began
 * @param unread what could not be found out
 */
record FleetReview(
    long from,
    long to,
    String group,
    int machines,
    List<Down> down,
    List<String> unseen,
    List<Near> near,
    List<Filling> filling,
    List<AlertRecord> alerts,
    MailCounts mails,
    List<String> unread) {
  FleetReview {
    down = List.copyOf(down);
    unseen = List.copyOf(unseen);
    near = List.copyOf(near);
    filling = List.copyOf(filling);
    alerts = List.copyOf(alerts);
    unread = List.copyOf(unread);
  }

  /** How long a client did not answer, and whether it does not now. */
  record Down(String client, long millis, boolean still) {}

  /**
   * The worst value of a limited type.
   *
   * @param detail which drive, or ""
   */
  record Near(String client, Limit limit, String detail, double worst) {
    /** 1 at the limit, less on the good side of it. */
    double share() {
      return limit.direction() == Limit.Direction.ABOVE
          ? worst / limit.threshold()
          : limit.threshold() / worst;
    }
  }

  /** A drive, and when it will be full as it goes. */
  record Filling(String client, String drive, long millis) {}

  boolean isAllWell() {
    return down.isEmpty()
        && unseen.isEmpty()
        && near.isEmpty()
        && filling.isEmpty()
        && alerts.isEmpty()
        && unread.isEmpty();
  }
}
