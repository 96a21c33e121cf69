package dev.muster.console.account;

/** A request that is not done, and why. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final int retrySeconds;

  private Refusal(int status, String sentence, int retrySeconds) {
    super(sentence, null, false, false);
    this.status = status;
    this.retrySeconds = retrySeconds;
  }

  static Refusal of(int status, String sentence) {
    return new Refusal(status, sentence, 0);
  }

  static Refusal later(int seconds) {
    return new Refusal(429, "too many wrong passwords came; try again later", seconds);
  }

  int status() {
    return status;
  }

  int retrySeconds() {
    return retrySeconds;
  }

  /** As answers name it. */
  String errorType() {
    return switch (status) {
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "not_found";
      case 409 -> "conflict";
      case 422 -> "invalid";
      case 429 -> "too_many_requests";
      default -> "bad_data";
    };
  }
}
