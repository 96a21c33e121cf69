package dev.muster.rules.template;

/** The value that is none: Go's nil. */
enum Nothing {
  NIL;

  @Override
  public String toString() {
    return "<no value>";
  }
}
