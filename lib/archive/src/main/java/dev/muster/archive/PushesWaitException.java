package dev.muster.archive;

/** Too many pushed samples wait to be written; later there is room again. */
public final class PushesWaitException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PushesWaitException(long waiting) {
    super(waiting + " samples wait to be written already; try again a little later");
  }
}
