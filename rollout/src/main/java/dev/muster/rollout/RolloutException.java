package dev.muster.rollout;

/** Why a client was not rolled out to: one sentence, with nothing to try again at once. */
final class RolloutException extends Exception {
  private static final long serialVersionUID = 1;

  RolloutException(String message) {
    super(message);
  }

  RolloutException(String message, Throwable cause) {
    super(message, cause);
  }
}
