package dev.muster.scraper.api;

import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.SampleValue;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import dev.muster.metrics.StaleMarker;
import dev.muster.metrics.TooManySamplesException;
import dev.muster.promql.EngineSettings;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * {@code /federate}: the newest sample of each series that a {@code match[]} selects, for another
 * Prometheus to scrape; in text format 0.0.4, with the samples' own times.
 */
public final class Federation {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final Pattern NOT_PLAIN = Pattern.compile("[^a-zA-Z0-9_:]|^[0-9]");

  private final SeriesReader reader;
  private final EngineSettings settings;
  private final InstantSource clock;
  private final Supplier<Map<String, String>> external;

  /**
   * The path.
   *
   * @param external gives labels for series that have none of that name
   */
  public Federation(
      SeriesReader reader,
      EngineSettings settings,
      InstantSource clock,
      Supplier<Map<String, String>> external) {
    this.external = external;
    this.reader = reader;
    this.settings = settings;
    this.clock = clock;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/federate", this::answer);
  }

  private void answer(Context context) {
    try {
      context.contentType(TEXT).result(page(Sight.of(context, reader), new Parameters(context)));
    } catch (BadParameterException e) {
      context.status(400).result(e.getMessage() + "\n");
    } catch (TooManySamplesException e) {
      context.status(422).result(e.getMessage() + "\n");
    } catch (QueryException e) {
      context.status(503).result(e.getMessage() + "\n");
    }
  }

  private String page(SeriesReader seen, Parameters parameters) {
    long now = clock.millis();
    long from = now - settings.lookback().toMillis() + 1;
    var newest =
        new TreeMap<Labels, String>(
            Comparator.comparing(Labels::metricName).thenComparing(Comparator.naturalOrder()));
    for (var matchers : parameters.selectors()) {
      var selection = new Selection(matchers, from, now, settings.maxSamples());
      for (Series series : seen.select(selection)) {
        int last = series.size() - 1;
        if (last >= 0 && !StaleMarker.is(series.values()[last])) {
          newest.put(
              withExternal(series.labels()),
              SampleValue.format(series.values()[last]) + " " + series.timesMillis()[last]);
        }
      }
    }
    var page = new StringBuilder();
    var before = "";
    for (var sample : newest.entrySet()) {
      var name = plain(sample.getKey().metricName());
      if (!name.equals(before)) {
        page.append("# TYPE ").append(name).append(" untyped\n");
        before = name;
      }
      line(page, name, sample.getKey(), sample.getValue());
    }
    return page.toString();
  }

  private Labels withExternal(Labels labels) {
    var more = external.get();
    if (more.isEmpty()) {
      return labels;
    }
    var all = labels.toBuilder();
    more.forEach((name, value) -> {
      if (labels.get(name).isEmpty()) {
        all.set(name, value);
      }
    });
    return all.build();
  }

  /** What this format has no room for becomes an underscore. */
  private static String plain(String name) {
    return NOT_PLAIN.matcher(name).replaceAll("_");
  }

  private static void line(StringBuilder page, String name, Labels labels, String sample) {
    page.append(name).append('{');
    labels
        .withoutName()
        .forEach((label, value) -> {
          if (page.charAt(page.length() - 1) != '{') {
            page.append(',');
          }
          page.append(plain(label)).append('=').append(Labels.quote(value));
        });
    page.append("} ").append(sample).append('\n');
  }
}
