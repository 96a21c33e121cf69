package dev.muster.rollout;

import java.time.Duration;

/**
 * What came of one client.
 *
 * @param text what was done or would be, or in one sentence why not
 * @param bytes uploaded
 */
public record Outcome(String client, State state, String text, Duration took, long bytes) {
  /** How it ended. */
  public enum State {
    /** An exporter is there that was not. */
    INSTALLED,
    /** Another version of it runs. */
    UPGRADED,
    /** It runs with other settings or another certificate, or it was started again. */
    CONFIGURED,
    /** Nothing was to be done. */
    UNCHANGED,
    /** It is gone. */
    REMOVED,
    /** Only looked at. */
    PLANNED,
    /** It went wrong; what ran before runs. */
    FAILED,
    /** Too many others went wrong before it was begun. */
    NOT_BEGUN;

    /** Whether the next run has to do with this client. */
    public boolean isFailure() {
      return this == FAILED || this == NOT_BEGUN;
    }
  }
}
