package dev.muster.scraper.api;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.SeriesFinder;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which series there are: {@code /api/v1/series}, {@code /api/v1/labels} and {@code
 * /api/v1/label/NAME/values}, as Prometheus answers them.
 */
public final class SeriesApi {
  private static final String TRUNCATED = "results truncated due to limit";

  private final SeriesFinder finder;
  private final Predicate<Context> elsewhere;

  public SeriesApi(SeriesFinder finder) {
    this(finder, context -> false);
  }

  /**
   * One that leaves requests to somebody else.
   *
   * @param elsewhere answers a request, or says false and leaves it to this
   */
  public SeriesApi(SeriesFinder finder, Predicate<Context> elsewhere) {
    this.finder = finder;
    this.elsewhere = elsewhere;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/labels", Endpoint.unless(elsewhere, this::names));
    routes.post("/api/v1/labels", Endpoint.unless(elsewhere, this::names));
    routes.get("/api/v1/label/{name}/values", Endpoint.unless(elsewhere, this::values));
    routes.get("/api/v1/series", Endpoint.unless(elsewhere, this::series));
    routes.post("/api/v1/series", Endpoint.unless(elsewhere, this::series));
  }

  private void names(Context context, Parameters parameters) {
    int limit = parameters.limit();
    var names = new TreeSet<String>();
    found(context, parameters, parameters.selectors())
        .forEach(labels -> labels.forEach((name, value) -> names.add(name)));
    QueryApi.sendTexts(context, List.copyOf(names), limit);
  }

  private void values(Context context, Parameters parameters) {
    var name = Parameters.labelName(context.pathParam("name"));
    int limit = parameters.limit();
    var values = new TreeSet<String>();
    found(context, parameters, parameters.selectors())
        .map(labels -> labels.get(name))
        .filter(value -> !value.isEmpty())
        .forEach(values::add);
    QueryApi.sendTexts(context, List.copyOf(values), limit);
  }

  private void series(Context context, Parameters parameters) {
    var selectors = parameters.selectors();
    if (selectors.isEmpty()) {
      throw new BadParameterException(
          "match[]", "no match[] parameter provided; give a selector such as up{job=\"node\"}");
    }
    int limit = parameters.limit();
    var all = found(context, parameters, selectors).distinct().sorted().toList();
    var shown = all.size() > limit ? all.subList(0, limit) : all;
    Envelope.success(
        context,
        json -> {
          json.writeStartArray();
          shown.forEach(labels -> ValueJson.labels(json, labels));
          json.writeEndArray();
        },
        shown.size() < all.size() ? List.of(TRUNCATED) : List.of(),
        List.of());
  }

  private Stream<Labels> found(
      Context context, Parameters parameters, List<List<Matcher>> selectors) {
    long from = parameters.time("start", Long.MIN_VALUE);
    long to = parameters.time("end", Long.MAX_VALUE);
    var sets = selectors.isEmpty() ? List.of(List.<Matcher>of()) : selectors;
    var found = new ArrayList<List<Labels>>();
    var seen = Sight.finder(context, finder);
    sets.forEach(matchers -> found.add(seen.find(matchers, from, to)));
    return found.stream().flatMap(List::stream);
  }
}
