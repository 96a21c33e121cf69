package dev.muster.fleet;

/** An attribute as it stands in the file. */
record Attribute(String name, String value, Position at) {
  /** Without the value, which may be a password. */
  @Override
  public String toString() {
    return name;
  }
}
