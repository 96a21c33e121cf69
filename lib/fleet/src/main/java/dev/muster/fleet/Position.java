package dev.muster.fleet;

/**
 * A place in a file.
 *
 * @param file as messages name it; "" for the fleet file itself
 * @param line counted from 1
 * @param column in characters, counted from 1
 */
record Position(String file, int line, int column) {
  static final Position START = new Position(1, 1);

  Position(int line, int column) {
    this("", line, column);
  }

  /** Where this is, for one who stands at another place: the file is told where it is another. */
  String seenFrom(Position other) {
    return file.equals(other.file) ? "in line " + line : "in " + file + ", line " + line;
  }
}
