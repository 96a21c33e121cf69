package dev.muster.rules;

import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.SeriesReader;
import dev.muster.promql.Engine;
import dev.muster.promql.EngineSettings;
import dev.muster.promql.Promql;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The real engine, for tests. */
final class Promqls {
  static final Expressions EXPRESSIONS =
      new Expressions() {
        @Override
        public String check(String expression) {
          return Promql.format(expression, Set.of());
        }

        @Override
        public List<Matcher> selector(String text) {
          return Promql.selector(text);
        }

        @Override
        public OptionalLong duration(String text) {
          return Promql.duration(text);
        }
      };

  private Promqls() {}

  static InstantQuery engine(SeriesReader reader) {
    return new Engine(reader);
  }

  static InstantQuery engine(SeriesReader reader, Duration step) {
    var settings =
        new EngineSettings(1_000_000, Duration.ofMinutes(2), Duration.ofMinutes(5), step);
    return new Engine(reader, settings, InstantSource.system());
  }
}
