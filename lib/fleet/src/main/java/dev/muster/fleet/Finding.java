package dev.muster.fleet;

/**
 * Something wrong, or unwise, at a place in a fleet file.
 *
 * @param file as it was named
 * @param line counted from 1
 * @param column counted from 1
 * @param what what was found
 * @param right what would be right
 */
public record Finding(String file, int line, int column, String what, String right) {
  /** {@code FILE:LINE:COLUMN: what; what would be right}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + what + "; " + right;
  }
}
