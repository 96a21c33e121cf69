package dev.muster.rules;

/** A rule whose result cannot be taken. */
final class RuleFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RuleFailedException(String message) {
    super(message);
  }
}
