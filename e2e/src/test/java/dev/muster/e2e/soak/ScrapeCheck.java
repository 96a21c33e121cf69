package dev.muster.e2e.soak;

import static dev.muster.e2e.soak.SoakApi.encoded;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What the archive has of the clients' scrapes, slot for slot: failures that no absence explains,
 * slots without a scrape, and pages that were served and are not there, or are there twice.
 */
final class ScrapeCheck {
  private static final int PART_INTERVALS = 12;
  private static final int MOST_WORDS = 10;
  private static final String SLOW = "no whole answer within";

  private final SoakPlan plan;
  private final Absences absences;
  private final Downs downs;
  private final Map<String, Last> last = new HashMap<>();
  private final Map<String, NavigableSet<Long>> failures = new HashMap<>();
  private final Set<String> slowClients = new HashSet<>();
  private final List<String> words = new ArrayList<>();
  private long slots;
  private long scrapes;
  private long failed;
  private long slow;
  private long unexplained;
  private long lost;
  private long doubled;

  private record Last(long millis, double page) {}

  /**
   * What was found.
   *
   * @param slots of all clients but the spare ones
   * @param scrapes of these slots, failed ones too
   * @param slow of the failed ones those that were no answer in time, which is the machine's fault
   * @param unexplained of the others those while their client was there
   * @param lost pages served that are not in the archive
   */
  record Found(
      long slots,
      long scrapes,
      long failed,
      long slow,
      long unexplained,
      long lost,
      long doubled) {}

  ScrapeCheck(SoakPlan plan, Absences absences, Downs downs) {
    this.plan = plan;
    this.absences = absences;
    this.downs = downs;
  }

  /** Reads all that was scraped after one moment until another, piece by piece. */
  Found look(SoakApi api, long fromMillis, long toMillis) throws IOException, InterruptedException {
    long interval = plan.interval().toMillis();
    long part = PART_INTERVALS * interval;
    for (long from = fromMillis; from + interval <= toMillis; from += part) {
      part = Math.min(part, (toMillis - from) / interval * interval);
      look(
          api.data(
              "/api/v1/query?query="
                  + encoded(
                      "{__name__=~\"up|" + LoadPage.PAGES + "\",job=\"node\"}[" + part + "ms]")
                  + "&time="
                  + (from + part) / 1000.0));
      slots += plan.clients() * (part / interval);
    }
    return new Found(slots, scrapes, failed, slow, unexplained, lost, doubled);
  }

  private void look(JsonNode data) {
    var ups = new HashMap<String, TreeMap<Long, Double>>();
    var pages = new HashMap<String, TreeMap<Long, Double>>();
    for (var series : data.path("result")) {
      var metric = series.path("metric");
      var samples = metric.path("__name__").asString().equals("up") ? ups : pages;
      var own = samples.computeIfAbsent(metric.path("client").asString(), _ -> new TreeMap<>());
      for (var value : series.path("values")) {
        own.put(
            Math.round(value.path(0).asDouble() * 1000),
            Double.parseDouble(value.path(1).asString()));
      }
    }
    for (int client = 0; client < plan.clients(); client++) {
      var name = plan.name(client);
      var up = ups.getOrDefault(name, new TreeMap<>());
      up(name, up);
      pages(name, pages.getOrDefault(name, new TreeMap<>()));
    }
  }

  private void up(String client, Map<Long, Double> up) {
    scrapes += up.size();
    up.forEach((time, value) -> {
      if (value == 0) {
        failed++;
        failures.computeIfAbsent(client, _ -> new TreeSet<>()).add(time);
        var reason = downs.reason(client, time);
        if (absences.explain(client, time, time)) {
          return;
        }
        if (reason.contains(SLOW)) {
          slow++;
          slowClients.add(client);
        } else {
          unexplained++;
          note(client + ": a scrape failed at " + Instant.ofEpochMilli(time) + ": " + reason);
        }
      }
    });
  }

  private void pages(String client, Map<Long, Double> pages) {
    pages.forEach((time, page) -> {
      var before = last.put(client, new Last(time, page));
      if (before == null) {
        return;
      }
      double missing = page - before.page() - 1;
      if (missing < 0) {
        doubled++;
        note(client + ": page " + page + " again at " + Instant.ofEpochMilli(time));
      } else if (missing > 0 && !absences.explain(client, before.millis(), time)) {
        int failed =
            failures
                .getOrDefault(client, new TreeSet<>())
                .subSet(before.millis(), true, time, true)
                .size();
        if (missing > failed) {
          lost += Math.round(missing) - failed;
          note(client + ": no page " + (page - 1) + " before " + Instant.ofEpochMilli(time));
        }
      }
    });
  }

  private void note(String found) {
    if (words.size() < MOST_WORDS) {
      words.add(found);
    }
  }

  /** Who did not answer in time while it was there. */
  Set<String> slowClients() {
    return Set.copyOf(slowClients);
  }

  /** The first few of what should not be. */
  List<String> words() {
    return List.copyOf(words);
  }
}
