package dev.muster.scraper.api;

import com.google.re2j.Pattern;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesFinder;
import dev.muster.metrics.SeriesReader;
import dev.muster.server.WebServer;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What the sender of a request sees: all, or the series and alerts whose label {@code group} names
 * one of its groups. Every selection gets that matcher besides its own, so that no expression gets
 * around it.
 */
final class Sight {
  private static final String GROUP = "group";

  private Sight() {}

  /** The reader, of what is seen. */
  static SeriesReader of(Context context, SeriesReader reader) {
    return WebServer.viewer(context).seesAll() ? reader : new Narrowed(reader, matcher(context));
  }

  /** The finder, of what is seen. */
  static SeriesFinder finder(Context context, SeriesFinder finder) {
    if (WebServer.viewer(context).seesAll()) {
      return finder;
    }
    var matcher = matcher(context);
    return (matchers, from, to) -> finder.find(with(matchers, matcher), from, to);
  }

  /** Whether something with these labels is seen. */
  static boolean sees(Context context, Labels labels) {
    return WebServer.viewer(context).sees(labels.get(GROUP));
  }

  private static Matcher matcher(Context context) {
    var groups = WebServer.viewer(context).groups();
    return Matcher.of(
        GROUP,
        Matcher.Type.REGEX,
        groups.stream().sorted().map(Pattern::quote).collect(Collectors.joining("|")));
  }

  private static List<Matcher> with(List<Matcher> matchers, Matcher one) {
    var all = new ArrayList<>(matchers);
    all.add(one);
    return all;
  }

  private record Narrowed(SeriesReader reader, Matcher matcher) implements SeriesReader {
    @Override
    public List<Series> select(Selection selection) {
      return reader.select(narrowed(selection));
    }

    @Override
    public void forEach(Selection selection, Consumer<Series> sink) {
      reader.forEach(narrowed(selection), sink);
    }

    private Selection narrowed(Selection selection) {
      return new Selection(
          with(selection.matchers(), matcher),
          selection.fromMillis(),
          selection.toMillis(),
          selection.maxSamples(),
          selection.windows());
    }
  }
}
