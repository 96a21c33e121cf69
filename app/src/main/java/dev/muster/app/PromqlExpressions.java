package dev.muster.app;

import dev.muster.metrics.Matcher;
import dev.muster.promql.Feature;
import dev.muster.promql.Promql;
import dev.muster.rules.Expressions;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** What rules need to know of PromQL, from the engine's parser. */
record PromqlExpressions(Set<Feature> features) implements Expressions {
  @Override
  public String check(String expression) {
    return Promql.format(expression, features);
  }

  @Override
  public List<Matcher> selector(String text) {
    return Promql.selector(text);
  }

  @Override
  public OptionalLong duration(String text) {
    return Promql.duration(text);
  }
}
