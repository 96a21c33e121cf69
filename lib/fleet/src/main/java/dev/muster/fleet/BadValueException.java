package dev.muster.fleet;

/** An attribute's value that is not what the attribute takes. */
final class BadValueException extends Exception {
  private static final long serialVersionUID = 1;
  private final String right;

  /**
   * @param complaint follows the quoted value, such as "is not a port"
   * @param right what would be right
   */
  BadValueException(String complaint, String right) {
    super(complaint, null, false, false);
    this.right = right;
  }

  String right() {
    return right;
  }
}
