package dev.muster.rollout.enroll;

/** A request that is not done, and why, in one sentence. */
final class EnrollRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  EnrollRefused(int status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  /** As answers name it. */
  String errorType() {
    return switch (status) {
      case 403 -> "forbidden";
      case 404 -> "not_found";
      case 409 -> "conflict";
      case 413 -> "too_large";
      case 422 -> "invalid";
      case 503 -> "unavailable";
      default -> "bad_data";
    };
  }
}
