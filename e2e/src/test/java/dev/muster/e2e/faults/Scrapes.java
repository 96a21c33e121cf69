package dev.muster.e2e.faults;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/**
 * What is scraped of the simulated PCs, whose pages are numbered. A sample that a query has shown
 * is acknowledged; a page that is not in the archive needs a reason: the server was killed or
 * stopped when it had been given, or the scrape failed.
 */
final class Scrapes implements Ledger {
  private static final String NAME = "faults_pages_total";

  /** A scrape takes a second at most, and is committed within a quarter of one. */
  private static final long UNDER_WAY = 5_000;

  private final SimulatedPcs pcs;
  private final Api api;
  private final Part server;
  private final Map<String, NavigableMap<Long, Double>> shown = new ConcurrentHashMap<>();
  private final Thread watcher = Thread.ofVirtual().name("scrapes-watch").unstarted(this::watch);
  private volatile boolean goesOn = true;

  Scrapes(SimulatedPcs pcs, Api api, Part server) {
    this.pcs = pcs;
    this.api = api;
    this.server = server;
  }

  @Override
  public void begin() {
    watcher.start();
  }

  private void watch() {
    while (goesOn) {
      try {
        api.samples(NAME + "[10s]", "client")
            .forEach((client, samples) ->
                shown
                    .computeIfAbsent(client, name -> new ConcurrentSkipListMap<>())
                    .putAll(samples));
        TimeUnit.MILLISECONDS.sleep(200);
      } catch (IOException e) {
        pause(); // it is down
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void rest() throws InterruptedException {
    goesOn = false;
    watcher.join();
  }

  @Override
  public boolean isSettled() {
    return true;
  }

  @Override
  public List<Tally> count() throws IOException, InterruptedException {
    var archived = api.samples(NAME + "[2d]", "client");
    var failed = api.samples("up{job=\"node\"}[2d]", "client");
    failed.values().forEach(samples -> samples.values().removeIf(up -> up != 0));
    long acknowledged = 0;
    long lost = 0;
    long fell = 0;
    long pages = 0;
    long unexplained = 0;
    long absent = 0;
    for (int i = 0; i < pcs.count(); i++) {
      String client = SimulatedPcs.name(i);
      var there = archived.getOrDefault(client, new TreeMap<>());
      var seen = shown.getOrDefault(client, new TreeMap<>());
      acknowledged += seen.size();
      lost +=
          seen.entrySet().stream()
              .filter(sample -> !sample.getValue().equals(there.get(sample.getKey())))
              .count();
      fell += falls(there);
      var missing = new TreeMap<>(pcs.pages(client));
      pages += missing.size();
      there.values().forEach(number -> missing.remove(number.longValue()));
      absent += missing.size();
      var failures = failed.getOrDefault(client, new TreeMap<>());
      unexplained += missing.values().stream().filter(time -> !isExplained(time, failures)).count();
    }
    return List.of(
        new Tally("scraped samples, shown by a query", acknowledged, lost, fell, ""),
        new Tally(
            "pages given to the scraper",
            pages,
            unexplained,
            0,
            absent + " under way at a fault are not there, as may be"));
  }

  /** How often a counter that only grows did not. */
  private static long falls(NavigableMap<Long, Double> samples) {
    long falls = 0;
    double last = 0;
    for (double value : samples.values()) {
      falls += value > last ? 0 : 1;
      last = value;
    }
    return falls;
  }

  private boolean isExplained(long time, NavigableMap<Long, Double> failures) {
    return time > System.currentTimeMillis() - UNDER_WAY
        || server.wasDown(time, time + UNDER_WAY)
        || !failures.subMap(time - UNDER_WAY, time + UNDER_WAY).isEmpty();
  }

  @Override
  public void cut() {
    goesOn = false;
  }
}
