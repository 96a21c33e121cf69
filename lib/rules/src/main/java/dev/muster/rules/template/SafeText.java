package dev.muster.rules.template;

/** A text that is HTML already. */
record SafeText(String text) {
  @Override
  public String toString() {
    return text;
  }
}
