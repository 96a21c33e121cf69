package dev.muster.archive;

import java.util.List;
import java.util.Set;

/** What a digest of the fleet says of the past. Times in Unix milliseconds. */
public interface DigestHistory {
  /**
   * What became of the mails of a time.
   *
   * @param sent that the mail server took
   * @param waiting that are still to be sent
   * @param refused that it refused for good
   */
  record MailCounts(int sent, int waiting, int refused) {}

  /** Alerts that fired and were not over before a time, of those that began before another. */
  List<AlertRecord> alerts(long from, long to, int limit);

  /** Of the mails that were queued from a time until just before another. */
  MailCounts mails(long from, long to);

  /** The clients that were ever scraped. */
  Set<String> seen();
}
