package dev.muster.rules.template;

/**
 * A place in a template's text.
 *
 * @param line counted from 1
 * @param column in characters, counted from 1
 */
record Place(int line, int column) {
  static Place of(String text, int offset) {
    int line = 1;
    int start = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
      line++;
      start = i + 1;
    }
    return new Place(line, offset - start + 1);
  }

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
