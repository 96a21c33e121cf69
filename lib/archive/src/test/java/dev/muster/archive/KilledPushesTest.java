package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that takes pushes of all ages, seals and merges them without a pause, again and
 * again: each batch that was acknowledged is there once, and a receiver got it, in order and but
 * for those around a kill once. {@code -Dmuster.kill.rounds=200} makes it thorough.
 */
final class KilledPushesTest {
  private static final int ROUNDS = Integer.getInteger("muster.kill.rounds", 4);
  private static final int SERIES = 12;
  private static final long START = Instant.parse("2026-11-01T10:00:00Z").toEpochMilli();
  private static final long PERIODS = 30;

  /** Batches that a receiver takes at a time. */
  private static final int PART = 20;

  private static final String SENT = "sent ";

  @TempDir Path folder;

  /** The time of a batch's samples: batches jump back and forth between the periods. */
  private static long time(long batch) {
    return START - batch * 7 % PERIODS * RollupStep.PERIOD_MILLIS + batch * 10;
  }

  private static Labels series(int number) {
    return Labels.of("__name__", "m" + number % 3, "i", "" + number);
  }

  private static double value(int series, long batch) {
    return series * 0.25 + batch;
  }

  private static List<PushedSeries> batch(long batch) {
    var all = new ArrayList<PushedSeries>();
    for (int i = 0; i < SERIES; i++) {
      all.add(
          new PushedSeries(series(i), new long[] {time(batch)}, new double[] {value(i, batch)}));
    }
    return all;
  }

  /** The process that is killed: prints the number of each batch that was acknowledged. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      var now = new AtomicLong(START + Duration.ofDays(1).toMillis());
      var archive =
          Archive.open(
              Path.of(arguments[0]),
              () -> Instant.ofEpochMilli(now.get()),
              new RecentWindow(360_000, 1 << 20));
      archive.arrivals().keepFor(Set.of("r"), Arrivals.USUAL_BYTES).join();
      Thread.ofPlatform().daemon().start(() -> sendOn(archive));
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            while (true) {
              now.addAndGet(Duration.ofMinutes(20).toMillis());
              archive.pushed().seal();
            }
          });
      for (long batch = Long.parseLong(arguments[1]); ; batch++) {
        archive.push(batch(batch)).join();
        System.out.println(batch);
        System.out.flush();
      }
    }
  }

  /** Sends on for ever, now and then so slowly that sealed rows wait. */
  private static void sendOn(Archive archive) {
    var random = new Random();
    try {
      while (true) {
        archive.arrivals().next("r", 1, 1000);
        var _ =
            deliver(
                archive,
                batch -> {
                  System.out.println(SENT + batch);
                  System.out.flush();
                });
        Thread.sleep(random.nextInt(40));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Delivers what comes next, then says that it has; whether there was anything. */
  private static boolean deliver(Archive archive, LongConsumer receiver) {
    var part = archive.arrivals().nextPushed("r", PART * SERIES);
    for (var arrival : part.arrivals()) {
      assertThat(arrival.size()).isEqualTo(SERIES);
      receiver.accept((long) Double.longBitsToDouble(arrival.bits(0)));
    }
    archive.arrivals().passed("r", part).join();
    return !part.isEmpty();
  }

  /**
   * Each process sends batch after batch, and begins where the one before ended, or a bit before.
   */
  private static void assertSentOn(List<List<Long>> processes, long last) {
    long sent = -1;
    for (var process : processes) {
      for (int i = 0; i < process.size(); i++) {
        long batch = process.get(i);
        if (i == 0) {
          assertThat(batch).isBetween(sent + 1 - PART, sent + 1);
        } else {
          assertThat(batch).isEqualTo(process.get(i - 1) + 1);
        }
        sent = Math.max(sent, batch);
      }
    }
    assertThat(sent).isEqualTo(last);
  }

  @Test
  void pushes_acknowledgedBeforeAKill_areThereOnce() throws Exception {
    Path file = folder.resolve("archive.db");
    var random = new Random();
    long next = 0;
    var sent = new ArrayList<List<Long>>();
    for (int round = 0; round < ROUNDS; round++) {
      sent.add(new ArrayList<>());
      long acknowledged = pushAndKill(file, next, 50 + random.nextInt(400), sent.getLast());
      sent.add(new ArrayList<>());
      next = 1 + assertHolds(file, acknowledged, sent.getLast());
      assertSentOn(sent, next - 1);
    }
  }

  /** Kills after so many lines; the last batch that was acknowledged. */
  private static long pushAndKill(Path file, long next, int lines, List<Long> sent)
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
                Long.toString(next))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long last = next - 1;
    int left = lines;
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(SENT)) {
          sent.add(Long.parseLong(line.substring(SENT.length())));
        } else if (line.matches("\\d+")) {
          last = Long.parseLong(line);
          if (--left == 0) {
            process.toHandle().destroyForcibly();
          }
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("killed by SIGKILL").isEqualTo(137);
    return last;
  }

  /** The last batch that is there; the one after those that were acknowledged may be. */
  private static long assertHolds(Path file, long acknowledged, List<Long> sent) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var check = connection.createStatement().executeQuery("PRAGMA integrity_check")) {
      assertThat(check.getString(1)).isEqualTo("ok");
    }
    long now = START + Duration.ofDays(4000).toMillis();
    try (var archive =
        Archive.open(file, () -> Instant.ofEpochMilli(now), new RecentWindow(360_000, 0))) {
      long last = assertHolds(archive, acknowledged);
      archive.pushed().sealBefore(now);
      archive.pushed().seal();
      assertThat(assertHolds(archive, acknowledged)).isEqualTo(last);
      assertThat(archive.pushed().holdings().rows()).isZero();
      assertThat(archive.damagedRowsRead()).isZero();
      while (deliver(archive, sent::add)) {
        // Until nothing waits.
      }
      // Whoever sends again what was acknowledged, and what was not, doubles nothing.
      for (long batch = Math.max(0, acknowledged - 20); batch <= last; batch++) {
        assertThat(archive.push(batch(batch)).join()).isEqualTo(new PushReceipt(0, SERIES));
      }
      return last;
    }
  }

  private static long assertHolds(Archive archive, long acknowledged) {
    var all = archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 100_000_000));
    assertThat(all).hasSize(SERIES);
    int batches = all.getFirst().size();
    assertThat((long) batches).isBetween(acknowledged + 1, acknowledged + 2);
    for (var series : all) {
      int number = Integer.parseInt(series.labels().get("i"));
      var expected = new TreeSet<Long>();
      for (long batch = 0; batch < batches; batch++) {
        expected.add(time(batch));
      }
      assertThat(series.timesMillis()).startsWith(expected.stream().mapToLong(t -> t).toArray());
      assertThat(series.size()).isEqualTo(batches);
      for (int i = 0; i < series.size(); i++) {
        double batch = series.values()[i] - number * 0.25;
        assertThat(series.timesMillis()[i]).isEqualTo(time((long) batch));
      }
    }
    return batches - 1L;
  }
}
