package dev.muster.archive;

import java.util.List;

/** How far digests have come. Times in Unix milliseconds. */
public interface DigestStore extends DigestHistory {
  /** What {@link Pending#until} is while it is open. */
  long OPEN = Long.MAX_VALUE;

  /**
   * Event-log records of a client that a digest is still to tell of.
   *
   * @param after the id of the last record it does not tell of; with the client it is the key
   * @param until the id of the last one it does, or {@link #OPEN}
   * @param since when the digest before ended, or digests began
   */
  record Pending(String client, long after, long until, long since) {
    public boolean isOpen() {
      return until == OPEN;
    }
  }

  /**
   * The last digest of the fleet by a plan.
   *
   * @param due when it was to be made
   * @param made when it was, or 0 where the plan has only been seen so far
   */
  record Made(String plan, long due, long made) {}

  /**
   * What changes, all of it or nothing.
   *
   * @param gone what it is based on, and goes
   * @param pending what is pending now; replaces what has the same client and beginning
   * @param made what was made now; replaces the same plan's
   * @param forgotten plans that are no more
   * @param mails to queue
   */
  record Change(
      List<Pending> gone,
      List<Pending> pending,
      List<Made> made,
      List<String> forgotten,
      List<OutgoingMail> mails) {
    public Change {
      gone = List.copyOf(gone);
      pending = List.copyOf(pending);
      made = List.copyOf(made);
      forgotten = List.copyOf(forgotten);
      mails = List.copyOf(mails);
    }

    public boolean isEmpty() {
      return gone.isEmpty()
          && pending.isEmpty()
          && made.isEmpty()
          && forgotten.isEmpty()
          && mails.isEmpty();
    }
  }

  List<Pending> pending();

  List<Made> made();

  /**
   * Commits a change; on return it is on disk.
   *
   * @return false, with nothing of it written, where what it is based on is no more as it was
   * @throws dev.muster.sqlite.DatabaseException with nothing of it written
   */
  boolean commit(Change change);
}
