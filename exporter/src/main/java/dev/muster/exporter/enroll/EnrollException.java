package dev.muster.exporter.enroll;

/** Enrolling cannot go on, and why, in one sentence. */
final class EnrollException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean passing;

  private EnrollException(String sentence, boolean passing) {
    super(sentence);
    this.passing = passing;
  }

  /** Somebody has to do something first. */
  static EnrollException lasting(String sentence) {
    return new EnrollException(sentence, false);
  }

  /** It may be otherwise in a moment. */
  static EnrollException passing(String sentence) {
    return new EnrollException(sentence, true);
  }

  boolean isPassing() {
    return passing;
  }
}
