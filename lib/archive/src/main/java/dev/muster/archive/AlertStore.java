package dev.muster.archive;

import java.util.List;

/** Alerts and the outbox of mails about them. Times in Unix milliseconds. */
public interface AlertStore extends Outbox {
  /** Episodes of limits that are pending or firing. */
  List<AlertRecord> open();

  /**
   * What the bridge goes on with after a start.
   *
   * @param begunSince from when on the beginnings of alerts are wanted
   */
  BridgeMemory remember(long begunSince);

  /**
   * What one round of the bridge changes, all of it or nothing.
   *
   * @param changed episodes to insert (id 0) or update
   * @param dropped ids of pending episodes that came to nothing
   * @param mails to queue
   * @param eventPosition the id of the last event handled, or a negative number to leave it
   * @param news what else changes
   */
  record Round(
      List<AlertRecord> changed,
      List<Long> dropped,
      List<OutgoingMail> mails,
      long eventPosition,
      BridgeNews news) {
    public Round {
      changed = List.copyOf(changed);
      dropped = List.copyOf(dropped);
      mails = List.copyOf(mails);
    }

    public Round(
        List<AlertRecord> changed,
        List<Long> dropped,
        List<OutgoingMail> mails,
        long eventPosition) {
      this(changed, dropped, mails, eventPosition, BridgeNews.NONE);
    }

    public boolean isEmpty() {
      return changed.isEmpty()
          && dropped.isEmpty()
          && mails.isEmpty()
          && eventPosition < 0
          && news.isEmpty();
    }
  }

  /**
   * Commits a round; on return it is on disk.
   *
   * @throws dev.muster.sqlite.DatabaseException with nothing of it written
   */
  void commit(Round round);

  /** All silences; cheap enough for every round. */
  default List<Silence> silences() {
    return List.of();
  }

  /** Those of open alerts, oldest first. */
  List<Acknowledgement> acknowledgements();

  /**
   * Notes that somebody takes care of an alert, instead of whoever did; on return it is on disk,
   * the history says so too.
   *
   * @return false where no open alert has that id
   * @throws dev.muster.sqlite.DatabaseException with nothing of it written
   */
  boolean acknowledge(Acknowledgement acknowledgement);

  /** The id of the last event that was handled, or −1 before the first round. */
  long eventPosition();

  /** A time noted under a name, or another one where none is. */
  long mark(String name, long otherwise);

  /** Notes a time under a name; on return it is on disk. */
  void setMark(String name, long time);

  /** What happened before. */
  AlertHistory history();
}
