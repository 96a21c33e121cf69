package dev.muster.push;

import java.time.Duration;

/** Takes requests of remote write. */
public interface Receiver {
  /** What became of one. */
  sealed interface Answer {
    record Taken() implements Answer {}

    /**
     * It will not have this request, however often it is sent.
     *
     * @param about whether this log-in or this address is refused, so that the next request hardly
     *     fares better
     * @param unspoken whether it does not speak this version of remote write
     * @param written how many of its samples it took all the same
     */
    record Refused(String reason, boolean about, boolean unspoken, long written) implements Answer {
      /** One of which nothing was taken. */
      public Refused(String reason, boolean about) {
        this(reason, about, false, 0);
      }
    }

    /**
     * It may take it another time.
     *
     * @param patience for how long it asks to be left alone
     */
    record Later(String reason, Duration patience) implements Answer {}
  }

  /**
   * Sends one.
   *
   * @param body compressed
   */
  Answer send(byte[] body);
}
