package dev.muster.promql;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operators that make one vector of groups out of a vector. */
public enum Aggregator {
  SUM(null),
  MIN(null),
  MAX(null),
  AVG(null),
  COUNT(null),
  GROUP(null),
  STDDEV(null),
  STDVAR(null),
  TOPK(ValueType.SCALAR),
  BOTTOMK(ValueType.SCALAR),
  QUANTILE(ValueType.SCALAR),
  COUNT_VALUES(ValueType.STRING),
  LIMITK(ValueType.SCALAR),
  LIMIT_RATIO(ValueType.SCALAR);

  private final @Nullable ValueType parameter;

  Aggregator(@Nullable ValueType parameter) {
    this.parameter = parameter;
  }

  /** The type of the argument before the vector, or null where there is none. */
  @Nullable ValueType parameter() {
    return parameter;
  }

  /** Whether it is there with {@link Feature#PROMQL_EXPERIMENTAL_FUNCTIONS} only. */
  boolean experimental() {
    return this == LIMITK || this == LIMIT_RATIO;
  }

  public String symbol() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Aggregator> of(String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    for (var aggregator : values()) {
      if (aggregator.symbol().equals(wanted)) {
        return Optional.of(aggregator);
      }
    }
    return Optional.empty();
  }
}
