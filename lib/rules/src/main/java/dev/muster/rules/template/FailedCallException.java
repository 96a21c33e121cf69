package dev.muster.rules.template;

/** A function that cannot do what it is asked; whoever called it knows the place. */
final class FailedCallException extends RuntimeException {
  private static final long serialVersionUID = 1;

  FailedCallException(String problem) {
    super(problem);
  }
}
