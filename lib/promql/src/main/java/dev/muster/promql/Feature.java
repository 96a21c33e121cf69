package dev.muster.promql;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Prometheus itself holds to be experimental. It is off unless asked for, under the names that
 * Prometheus's own {@code --enable-feature} has for it.
 */
public enum Feature {
  /** Functions and aggregators whose meaning may still change. */
  PROMQL_EXPERIMENTAL_FUNCTIONS;

  public static final Set<Feature> NONE = Set.of();

  /** The name on the command line. */
  public String flag() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The feature of a name.
   *
   * @throws IllegalArgumentException if there is none; the message names those there are
   */
  public static Feature of(String flag) {
    return Stream.of(values())
        .filter(feature -> feature.flag().equals(flag))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no feature " + Quoted.write(flag) + "; there is " + flags()));
  }

  private static String flags() {
    return EnumSet.allOf(Feature.class).stream()
        .map(Feature::flag)
        .collect(Collectors.joining(", "));
  }
}
