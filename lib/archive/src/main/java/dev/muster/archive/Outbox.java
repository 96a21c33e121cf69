package dev.muster.archive;

import java.util.List;
import java.util.Map;

/**
 * What is to be told and has been, in an order of its own for each receiver; the receiver "" is
 * mail. Times in Unix milliseconds.
 */
public interface Outbox {
  /** What waits for a receiver and whose time has come, oldest first. */
  List<QueuedMail> due(String receiver, long now, int limit);

  /** When the next thing for a receiver is due, or {@link Long#MAX_VALUE} where none waits. */
  long nextDue(String receiver);

  /** What waits, by receiver; those for whom nothing waits are not in it. */
  Map<String, Waiting> waiting();

  /**
   * What waits for a receiver.
   *
   * @param oldest when the oldest of it was queued
   */
  record Waiting(int count, long oldest) {}

  /** The other side has it. */
  void sent(long mailId, long now);

  /** This attempt failed; the next is due at {@code nextAttempt}. */
  void retry(long mailId, long nextAttempt, String error);

  /** All that waits for a receiver is due at once; what its attempts came to stays noted. */
  void retryAll(String receiver);

  /** It was refused for good; the history says so. */
  void refused(long mailId, long now, String error);

  /** It waited too long and will not be sent; the history says so. */
  void givenUp(long mailId, long now, String error);

  /** How many mails of each address wait, or were taken at {@code since} or later. */
  Map<String, Integer> mailsSince(long since);

  /**
   * Addresses whose last mail that came to an end was refused for good, at {@code since} or later.
   */
  List<Refusal> refusals(long since);

  /**
   * An address that takes no mails.
   *
   * @param time when the last one was refused
   * @param words of the server that refused it
   */
  record Refusal(String address, long time, String words) {}
}
