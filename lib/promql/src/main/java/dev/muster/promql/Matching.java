package dev.muster.promql;

import java.util.List;

/**
 * How the elements of two vectors find each other.
 *
 * @param on whether {@code labels} alone are compared, or all others
 * @param cardinality which side may have several elements for one of the other
 * @param include labels a result takes over from the "one" side
 */
public record Matching(
    boolean on, List<String> labels, Cardinality cardinality, List<String> include) {
  static final Matching DEFAULT = new Matching(false, List.of(), Cardinality.ONE_TO_ONE, List.of());

  /** How many elements of either side belong together. */
  public enum Cardinality {
    ONE_TO_ONE,
    /** {@code group_left}. */
    MANY_TO_ONE,
    /** {@code group_right}. */
    ONE_TO_MANY
  }

  public Matching {
    labels = List.copyOf(labels);
    include = List.copyOf(include);
  }
}
