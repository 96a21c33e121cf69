package dev.muster.e2e.faults;

import dev.muster.archive.Archive;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The scrapes that {@link ArchiveWork} acknowledged: each that is not expired is in the file once,
 * with its values. The file is read now and then, as in the end most have expired.
 */
final class ArchiveBook implements Ledger {
  private static final long PERIOD = 7_200_000;
  private static final int MOST = 100_000_000;

  private final Part part;
  private final Path file;
  private final TreeSet<Long> acknowledged = new TreeSet<>();
  private int outputsRead;
  private long held;
  private long lost;
  private long doubled;
  private String found = "";

  ArchiveBook(Part part, Path file) {
    this.part = part;
    this.file = file;
  }

  @Override
  public void begin() {}

  @Override
  public void rest() {}

  @Override
  public boolean isSettled() {
    return true;
  }

  @Override
  public List<Tally> count() throws Exception {
    part.end();
    check();
    return List.of(
        new Tally("scrapes, in an archive that always seals", held, lost, doubled, found));
  }

  /** Holds the file to what was acknowledged since the last time; nobody writes it now. */
  void check() throws IOException {
    long given = ArchiveWork.given(file);
    note();
    whole(file);
    var copy = file.resolveSibling("copy.db");
    if (Files.exists(copy)) {
      whole(copy);
    }
    long from = given - ArchiveWork.KEPT.toMillis() + PERIOD;
    try (var archive = Archive.open(file, () -> Instant.ofEpochMilli(given))) {
      var all = archive.select(new Selection(List.of(), from, Long.MAX_VALUE, MOST));
      compare(all, acknowledged.tailSet(from));
      if (archive.damagedRowsRead() > 0) {
        found += " damaged rows: " + archive.damagedRowsRead();
      }
    }
    held += acknowledged.size() * (long) ArchiveWork.CLIENTS;
    acknowledged.clear();
  }

  /** Takes what the lives that are over have printed. */
  private void note() throws IOException {
    var outputs = part.outputs();
    for (var output : outputs.subList(outputsRead, outputs.size())) {
      for (String line : Files.readAllLines(output)) {
        if (line.matches("\\d+")) {
          acknowledged.add(Long.parseLong(line));
        } else if (!line.equals(ArchiveWork.READY) && line.contains("Exception")) {
          found += " " + line;
        }
      }
    }
    outputsRead = outputs.size();
  }

  private void whole(Path database) throws IOException {
    String said = Rows.of(database, "PRAGMA integrity_check").getFirst().getFirst();
    if (!said.equals("ok")) {
      lost++;
      found += " %s: %s".formatted(database.getFileName(), said);
    }
  }

  private void compare(List<Series> all, Set<Long> times) {
    Map<String, Series> byName = new HashMap<>();
    for (var series : all) {
      byName.put(series.labels().get("client") + series.labels().get("__name__"), series);
      doubled +=
          series.size() - Arrays.stream(series.timesMillis(), 0, series.size()).distinct().count();
    }
    for (long time : times) {
      for (int client = 0; client < ArchiveWork.CLIENTS; client++) {
        lost += isThere(byName, client, time) ? 0 : 1;
      }
    }
  }

  private static boolean isThere(Map<String, Series> byName, int client, long time) {
    double[] values = ArchiveWork.values(client, time);
    for (int i = 0; i < ArchiveWork.SERIES; i++) {
      var series = byName.get("pc" + client + "m" + i);
      if (series == null) {
        return false;
      }
      int at = Arrays.binarySearch(series.timesMillis(), 0, series.size(), time);
      if (at < 0 || series.values()[at] != values[i]) {
        return false;
      }
    }
    return true;
  }
}
