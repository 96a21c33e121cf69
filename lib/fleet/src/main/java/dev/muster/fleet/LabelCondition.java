package dev.muster.fleet;

/**
 * A condition on a label of an alert, written as in PromQL: {@code group=~"lab-.*"}. A label that
 * is not there is empty.
 *
 * @param value for the regular comparisons an expression (RE2) for the whole value
 */
public record LabelCondition(String label, Comparison comparison, String value) {
  /** How the label's value is compared. */
  public enum Comparison {
    EQUAL("="),
    NOT_EQUAL("!="),
    REGEX("=~"),
    NOT_REGEX("!~");

    private final String symbol;

    Comparison(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }
}
