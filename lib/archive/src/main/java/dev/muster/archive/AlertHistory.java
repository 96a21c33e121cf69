package dev.muster.archive;

import dev.muster.archive.FleetStatus.MailStatus;
import java.util.List;

/** What happened to alerts, as long as alerts are kept. Times in Unix milliseconds. */
public interface AlertHistory {
  /**
   * Which events are asked for.
   *
   * @param client all clients where ""
   * @param type all types where ""
   * @param from the earliest
   * @param to the latest
   * @param limit most of them, the newest
   */
  record Filter(String client, String type, long from, long to, int limit) {}

  /** Events, newest first. */
  List<AlertEvent> events(Filter filter);

  /** Episodes of a client and type that began no later than a time, newest first. */
  List<AlertRecord> episodes(String client, String type, long until, int limit);

  /** Episodes that fire, or that were resolved at {@code since} or later; oldest first. */
  List<StoredAlert> firedOrResolvedSince(long since);

  /** The mails with these ids, newest first. */
  List<MailStatus> mails(List<Long> ids);
}
