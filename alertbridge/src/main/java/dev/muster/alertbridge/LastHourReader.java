package dev.muster.alertbridge;

import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.Labels;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the last hour of the values that mails are about: the limit's own expression at eleven past
 * moments, one query a moment and type for all clients concerned. It stops asking when its time is
 * up, so that a slow answer shortens the history and never holds up the mail.
 */
final class LastHourReader {
  private static final Logger log = LoggerFactory.getLogger(LastHourReader.class);
  private static final Duration STEP = Duration.ofMinutes(5);
  private static final int STEPS = 11;
  private static final Duration BUDGET = Duration.ofMillis(150);

  /** Up to how many clients a query names; more are had by asking for all. */
  private static final int NAMED = 40;

  private final InstantQuery query;
  private final LongSupplier nanoTicker;

  LastHourReader(InstantQuery query, LongSupplier nanoTicker) {
    this.query = query;
    this.nanoTicker = nanoTicker;
  }

  /** The last hour of each transition, by the key of its episode; only those that have a value. */
  Map<Episode.Key, LastHour> read(List<Transition> transitions, Duration scrapeInterval, long now) {
    var byType = new EnumMap<LimitType, List<Transition>>(LimitType.class);
    byType.putAll(
        transitions.stream()
            .filter(transition -> !transition.readings().isEmpty())
            .collect(
                Collectors.groupingBy(
                    transition -> LimitType.named(transition.after().type()).orElseThrow())));
    var points = new HashMap<Episode.Key, Deque<LastHour.Point>>();
    for (var transition : transitions) {
      if (!transition.readings().isEmpty()) {
        var list = new ArrayDeque<LastHour.Point>();
        list.add(new LastHour.Point(now, transition.after().value()));
        points.put(key(transition), list);
      }
    }
    long deadline = nanoTicker.getAsLong() + BUDGET.toNanos();
    byType.forEach((type, some) -> readType(type, some, scrapeInterval, now, deadline, points));
    var hours = new HashMap<Episode.Key, LastHour>();
    points.forEach((key, list) -> hours.put(key, new LastHour(List.copyOf(list))));
    return hours;
  }

  /** From the newest moment backwards, so that what time allows is the latest part. */
  private void readType(
      LimitType type,
      List<Transition> transitions,
      Duration scrapeInterval,
      long now,
      long deadline,
      Map<Episode.Key, Deque<LastHour.Point>> points) {
    var clients = new TreeSet<String>();
    transitions.forEach(transition -> clients.add(transition.after().client()));
    String expression = narrowed(type.expression(scrapeInterval), clients);
    try {
      for (int i = 1; i <= STEPS && nanoTicker.getAsLong() < deadline; i++) {
        long time = now - i * STEP.toMillis();
        var values = Readings.byClient(type, query.query(expression, time));
        for (var transition : transitions) {
          values.getOrDefault(transition.after().client(), List.of()).stream()
              .filter(reading -> reading.detail().equals(transition.after().detail()))
              .findFirst()
              .map(reading -> new LastHour.Point(time, reading.value()))
              .ifPresent(points.getOrDefault(key(transition), new ArrayDeque<>())::addFirst);
        }
      }
    } catch (RuntimeException e) {
      log.debug("last hour not read type={} reason={}", type.xmlName(), e.toString());
    }
  }

  private static Episode.Key key(Transition transition) {
    return new Episode.Key(transition.after().client(), transition.after().type());
  }

  /** The expression for these clients alone: their names join the job's matcher. */
  static String narrowed(String expression, Set<String> clients) {
    if (clients.size() > NAMED) {
      return expression;
    }
    String names = clients.stream().map(LastHourReader::escaped).collect(Collectors.joining("|"));
    String matcher = "job=\"node\",client=~" + Labels.quote(names);
    return expression.replace("job=\"node\"", matcher);
  }

  /** A name as a regular expression that matches it alone. */
  private static String escaped(String name) {
    var escaped = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }
}
