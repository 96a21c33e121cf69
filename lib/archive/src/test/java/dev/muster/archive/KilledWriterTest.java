package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.sqlite.DatabaseException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that writes scrapes, and holds the file to what it had acknowledged. */
final class KilledWriterTest {
  private static final int ROUNDS = 5;
  private static final int CLIENTS = 8;

  @TempDir Path folder;

  /** The process that is killed: prints {@code client time} once a scrape is acknowledged. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      var archive = Archive.open(Path.of(arguments[0]), InstantSource.system());
      long time = Long.parseLong(arguments[1]);
      var sets = new ArrayList<SeriesSet>();
      for (int client = 0; client < CLIENTS; client++) {
        sets.add(set(client));
      }
      while (true) {
        time++;
        for (int client = 0; client < CLIENTS; client++) {
          long at = time;
          int number = client;
          var batch =
              new SampleBatch("pc" + client, at, sets.get(client), values(client, at), null);
          archive
              .append(batch)
              .thenRun(() -> {
                System.out.println(number + " " + at);
                System.out.flush();
              })
              .join();
        }
      }
    }
  }

  private static SeriesSet set(int client) {
    var series = new ArrayList<Labels>();
    for (int i = 0; i < 100; i++) {
      series.add(Labels.of("__name__", "m" + i, "client", "pc" + client));
    }
    return new SeriesSet(series);
  }

  private static double[] values(int client, long time) {
    return new Random(31 * time + client).doubles(100).toArray();
  }

  @Test
  void scrapes_acknowledgedBeforeAKill_areThere() throws Exception {
    Path file = folder.resolve("archive.db");
    var acknowledged = new HashMap<Integer, List<Long>>();
    var random = new Random();
    for (int round = 1; round <= ROUNDS; round++) {
      int before = count(acknowledged);
      writeAndKill(file, 1_000_000L * round, 20 + random.nextInt(1500), acknowledged);
      assertThat(count(acknowledged)).isGreaterThan(before);
      try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          var check = connection.createStatement().executeQuery("PRAGMA integrity_check")) {
        assertThat(check.getString(1)).isEqualTo("ok");
      }
      try (var archive = Archive.open(file, InstantSource.system())) {
        for (int client = 0; client < CLIENTS; client++) {
          assertHolds(archive, client, acknowledged.getOrDefault(client, List.of()));
        }
      }
    }
  }

  private static int count(Map<Integer, List<Long>> acknowledged) {
    return acknowledged.values().stream().mapToInt(List::size).sum();
  }

  private static void writeAndKill(
      Path file, long start, int lines, Map<Integer, List<Long>> acknowledged)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                file.toString(),
                Long.toString(start))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = process.inputReader()) {
      assertThat(output.readLine()).isNotNull();
      assertThatThrownBy(() -> Archive.open(file, InstantSource.system()))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("another Muster process is writing it");
      // What it has printed was acknowledged, however late it is read.
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        String[] words = line.split(" ", -1);
        if (words.length == 2 && words[1].length() == Long.toString(start).length()) {
          acknowledged
              .computeIfAbsent(Integer.parseInt(words[0]), client -> new ArrayList<>())
              .add(Long.parseLong(words[1]));
        }
        if (--lines == 0) {
          // The handle leaves the output open: it is read to its end.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("killed by SIGKILL").isEqualTo(137);
  }

  private static void assertHolds(Archive archive, int client, List<Long> times) {
    var wanted = List.of(Matcher.equal("client", "pc" + client));
    var all = archive.select(new Selection(wanted, 0, Long.MAX_VALUE, 100_000_000));
    assertThat(all).hasSize(100);
    var found = new TreeMap<Long, Integer>();
    var first = all.getFirst();
    for (int i = 0; i < first.size(); i++) {
      found.put(first.timesMillis()[i], i);
    }
    assertThat(found.keySet()).containsAll(times);
    found.forEach((time, place) -> {
      double[] expected = values(client, time);
      for (var series : all) {
        int index = Integer.parseInt(series.labels().metricName().substring(1));
        assertThat(Double.doubleToRawLongBits(series.values()[place]))
            .isEqualTo(Double.doubleToRawLongBits(expected[index]));
      }
    });
    assertThat(Arrays.stream(first.timesMillis(), 0, first.size()).distinct().count())
        .isEqualTo(first.size());
  }
}
