package dev.muster.fleet;

/**
 * A place in a file.
 *
 * @param line counted from 1
 * @param column in characters, counted from 1
 */
record Position(int line, int column) {
  static final Position START = new Position(1, 1);
}
