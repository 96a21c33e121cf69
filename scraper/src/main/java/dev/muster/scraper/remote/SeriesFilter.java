package dev.muster.scraper.remote;

import dev.muster.fleet.RemoteWrite;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which series a receiver gets, and with which labels. */
final class SeriesFilter {
  private static final List<String> SUFFIXES = List.of("", "_total", "_bucket", "_sum", "_count");

  private final List<Matcher> matchers = new ArrayList<>();
  private final Map<String, String> labels;

  SeriesFilter(RemoteWrite settings) {
    labels = settings.labels();
    for (var filter : settings.filters()) {
      if (!filter.keep().isEmpty()) {
        matchers.add(Matcher.of(filter.label(), Matcher.Type.REGEX, filter.keep()));
      }
      if (!filter.drop().isEmpty()) {
        matchers.add(Matcher.of(filter.label(), Matcher.Type.NOT_REGEX, filter.drop()));
      }
    }
  }

  /** With which labels a series is sent; null where it is not. */
  @Nullable Labels sent(Labels series) {
    for (var matcher : matchers) {
      if (!matcher.matches(series.get(matcher.name()))) {
        return null;
      }
    }
    if (labels.isEmpty()) {
      return series;
    }
    var more = series.toBuilder();
    labels.forEach((name, value) -> {
      if (series.get(name).isEmpty()) {
        more.set(name, value);
      }
    });
    return more.build();
  }

  /** Whether series of a family of metrics may be sent. */
  boolean takesFamily(String family) {
    return SUFFIXES.stream().anyMatch(suffix -> takesName(family + suffix));
  }

  private boolean takesName(String name) {
    return matchers.stream()
        .filter(matcher -> matcher.name().equals(Labels.NAME))
        .allMatch(matcher -> matcher.matches(name));
  }
}
