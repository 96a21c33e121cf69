package dev.muster.archive;

import java.util.List;

/** Alerts and the outbox of mails about them. Times in Unix milliseconds. */
public interface AlertStore extends Outbox {
  /** Episodes of limits that are pending or firing. */
  List<AlertRecord> open();

  /**
   * What one round of the bridge changes, all of it or nothing.
   *
   * @param changed episodes to insert (id 0) or update
   * @param dropped ids of pending episodes that came to nothing
   * @param mails to queue
   * @param eventPosition the id of the last event handled, or a negative number to leave it
   */
  record Round(
      List<AlertRecord> changed, List<Long> dropped, List<OutgoingMail> mails, long eventPosition) {
    public Round {
      changed = List.copyOf(changed);
      dropped = List.copyOf(dropped);
      mails = List.copyOf(mails);
    }

    public boolean isEmpty() {
      return changed.isEmpty() && dropped.isEmpty() && mails.isEmpty() && eventPosition < 0;
    }
  }

  /**
   * Commits a round; on return it is on disk.
   *
   * @throws dev.muster.sqlite.DatabaseException with nothing of it written
   */
  void commit(Round round);

  /** Episodes that are firing of alerts that others judged, such as those of rules. */
  List<PostedEpisode> openPosted();

  /**
   * Commits episodes of such alerts, new ones (id 0) or changed ones, and mails about them; on
   * return all of it is on disk.
   *
   * @throws dev.muster.sqlite.DatabaseException with nothing of it written
   */
  void commitPosted(List<PostedEpisode> changed, List<OutgoingMail> mails);

  /** The id of the last event that was handled, or −1 before the first round. */
  long eventPosition();

  /** A time noted under a name, or another one where none is. */
  long mark(String name, long otherwise);

  /** Notes a time under a name; on return it is on disk. */
  void setMark(String name, long time);

  /** What happened before. */
  AlertHistory history();
}
