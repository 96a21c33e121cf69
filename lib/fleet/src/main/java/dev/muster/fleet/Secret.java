package dev.muster.fleet;

/** A password that no log, error or {@code toString} shows. */
public record Secret(String value) {
  @Override
  public String toString() {
    return "<secret>";
  }
}
