package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushed samples that wait for receivers, sealed or not, through restarts. */
final class PushQueueTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final int SERIES = 3;
  private static final int ALL = Integer.MAX_VALUE;
  private static final long ROOM = Arrivals.USUAL_BYTES;

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(START);
  private Archive archive;

  @BeforeEach
  void open() {
    archive = Archive.open(folder.resolve("archive.db"), () -> Instant.ofEpochMilli(now.get()));
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private void reopen() {
    archive.close();
    open();
  }

  private void keepFor(long bytes, String... receivers) {
    archive.arrivals().keepFor(Set.of(receivers), bytes).join();
  }

  private static Labels series(int number) {
    return Labels.of("__name__", "m" + number, "job", "push");
  }

  /** Pushes one sample of each series, a second apart; its value is the push's number. */
  private void push(int from, int to) {
    for (int n = from; n < to; n++) {
      now.set(START + n * 1000L);
      int number = n;
      archive
          .push(
              IntStream.range(0, SERIES)
                  .mapToObj(i ->
                      new PushedSeries(series(i), new long[] {now.get()}, new double[] {number}))
                  .toList())
          .join();
    }
  }

  /** What waits becomes segments. */
  private void seal() {
    archive.pushed().sealBefore(now.get() + Duration.ofHours(2).toMillis());
    archive.pushed().seal();
  }

  private List<Integer> all(String receiver) {
    var numbers = new ArrayList<Integer>();
    var part = archive.arrivals().nextPushed(receiver, 7 * SERIES);
    while (!part.isEmpty()) {
      for (var arrival : part.arrivals()) {
        assertThat(arrival.size()).isEqualTo(SERIES);
        for (int i = 0; i < SERIES; i++) {
          assertThat(arrival.labels(i)).isEqualTo(series(i));
          assertThat(arrival.runEnd(i)).isEqualTo(i + 1);
        }
        int number = (int) Double.longBitsToDouble(arrival.bits(0));
        assertThat(arrival.timeMillis(SERIES - 1)).isEqualTo(START + number * 1000L);
        numbers.add(number);
      }
      archive.arrivals().passed(receiver, part).join();
      part = archive.arrivals().nextPushed(receiver, 7 * SERIES);
    }
    return numbers;
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private long rows(String table) throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("archive.db"));
        var rows = connection.createStatement().executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private long stored() {
    return archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 10_000_000)).stream()
        .mapToLong(found -> found.size())
        .sum();
  }

  @Test
  void pushes_comeInTheOrderTheyArrived_ofAnyAgeAndWithTheirBits() {
    keepFor(ROOM, "a");
    double[] odd = {Double.longBitsToDouble(0x7ff0000000000002L), -0.0};
    var late = new PushedSeries(series(0), new long[] {START - 5, START - 9}, odd);
    archive.push(List.of(late)).join();
    var old =
        new PushedSeries(
            series(1), new long[] {START - Duration.ofDays(9).toMillis()}, new double[] {7});
    archive.push(List.of(old)).join();
    var part = archive.arrivals().nextPushed("a", ALL);
    assertThat(part.arrivals()).hasSize(2);
    var first = part.arrivals().getFirst();
    assertThat(first.size()).isEqualTo(2);
    assertThat(first.runEnd(0)).isEqualTo(2);
    assertThat(first.timeMillis(0)).isEqualTo(START - 9);
    assertThat(first.bits(0)).isEqualTo(Double.doubleToRawLongBits(-0.0));
    assertThat(first.bits(1)).isEqualTo(0x7ff0000000000002L);
    assertThat(first.newestMillis()).isEqualTo(START - 5);
    assertThat(part.arrivals().get(1).labels(0)).isEqualTo(series(1));
    assertThat(part.arrivals().get(1).set()).isNotEqualTo(first.set());
  }

  @Test
  void samples_thatAreThereAlready_doNotWaitAgain() {
    keepFor(ROOM, "a");
    push(0, 2);
    assertThat(all("a")).isEqualTo(numbers(0, 2));
    push(0, 2);
    assertThat(archive.arrivals().nextPushed("a", ALL).isEmpty()).isTrue();
  }

  @Test
  void next_comesBackWhereSomethingWasPushed_thoughNothingWasScraped() throws Exception {
    keepFor(ROOM, "a");
    push(0, 1);
    var scraped = archive.arrivals().next("a", ALL, Duration.ofMinutes(5).toMillis());
    assertThat(scraped.isEmpty()).isTrue();
    assertThat(all("a")).isEqualTo(numbers(0, 1));
  }

  @Test
  void part_holdsNoMoreSamplesThanAsked_butOneArrival() {
    keepFor(ROOM, "a");
    push(0, 5);
    assertThat(archive.arrivals().nextPushed("a", 2 * SERIES + 1).arrivals()).hasSize(2);
    assertThat(archive.arrivals().nextPushed("a", 1).arrivals()).hasSize(1);
  }

  @Test
  void receiver_new_waitsForWhatIsPushedFromThenOn() {
    push(0, 3);
    keepFor(ROOM, "a");
    push(3, 5);
    keepFor(ROOM, "a", "b");
    push(5, 6);
    assertThat(all("a")).isEqualTo(numbers(3, 6));
    assertThat(all("b")).isEqualTo(numbers(5, 6));
  }

  @Test
  void sealedRows_waitForTheSlowestReceiver_throughRestarts() throws Exception {
    keepFor(ROOM, "a", "b");
    push(0, 40);
    assertThat(all("b")).isEqualTo(numbers(0, 40));
    seal();
    assertThat(rows("push_sealed")).isEqualTo(40);
    push(40, 50);
    reopen();
    assertThat(stored()).isEqualTo(50L * SERIES);
    assertThat(archive.arrivals().waiting("a").samples()).isEqualTo(50L * SERIES);
    assertThat(archive.arrivals().waiting("a").oldestMillis()).hasValue(START);
    seal();
    assertThat(rows("push_segment")).isPositive();
    assertThat(all("a")).isEqualTo(numbers(0, 50));
    assertThat(archive.arrivals().waiting("a").samples()).isZero();
    seal();
    assertThat(rows("push_sealed")).isEqualTo(10);
    assertThat(all("b")).isEqualTo(numbers(40, 50));
    seal();
    assertThat(rows("push")).isZero();
    assertThat(rows("push_sealed")).isZero();
    assertThat(stored()).isEqualTo(50L * SERIES);
    assertThat(archive.arrivals().waiting("a").lost()).isZero();
  }

  @Test
  void rowsThatArePassedAndSealed_goAtOnce() throws Exception {
    keepFor(ROOM, "a");
    push(0, 10);
    assertThat(all("a")).hasSize(10);
    seal();
    assertThat(rows("push")).isZero();
    assertThat(rows("push_sealed")).isZero();
  }

  @Test
  void rowsBeyondTheirRoom_areGivenUp_theOldestFirst_andCounted() throws Exception {
    keepFor(ROOM, "a", "b");
    push(0, 300);
    assertThat(all("b")).hasSize(300);
    push(300, 400);
    seal();
    long perRow = keptBytes() / 400;
    keepFor(60 * perRow, "a", "b");
    archive.pushed().seal();
    long left = rows("push_sealed");
    assertThat(left).isBetween(50L, 61L);
    assertThat(archive.arrivals().waiting("a").lost()).isEqualTo((400 - left) * SERIES);
    assertThat(archive.arrivals().waiting("b").lost()).isEqualTo((100 - left) * SERIES);
    reopen();
    keepFor(60 * perRow, "a", "b");
    archive.pushed().seal();
    assertThat(rows("push_sealed")).isEqualTo(left);
    assertThat(all("a")).isEqualTo(numbers(400 - (int) left, 400));
    assertThat(stored()).isEqualTo(400L * SERIES);
  }

  private long keptBytes() throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("archive.db"));
        var rows =
            connection
                .createStatement()
                .executeQuery("SELECT sum(bytes) + 48 * count(*) FROM push_sealed")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void rowsOlderThanTheRetention_areGivenUp() throws Exception {
    keepFor(ROOM, "a");
    push(0, 30);
    now.addAndGet(Duration.ofHours(30).toMillis());
    archive.setRetention(Duration.ofHours(20));
    archive.expireNow();
    assertThat(rows("push")).isZero();
    assertThat(all("a")).isEmpty();
    assertThat(archive.arrivals().waiting("a").samples()).isZero();
    assertThat(archive.arrivals().waiting("a").lost()).isEqualTo(30L * SERIES);
  }

  @Test
  void receiver_thatIsGone_keepsNothing() throws Exception {
    keepFor(ROOM, "a");
    push(0, 10);
    seal();
    assertThat(rows("push_sealed")).isEqualTo(10);
    keepFor(ROOM);
    archive.pushed().seal();
    assertThat(rows("push_sealed")).isZero();
    assertThat(rows("push")).isZero();
    assertThat(archive.arrivals().nextPushed("a", ALL).isEmpty()).isTrue();
  }

  @Test
  void receiver_ofRowsThatAreGone_isPastThem() throws Exception {
    keepFor(ROOM, "a");
    push(0, 10);
    assertThat(all("a")).hasSize(10);
    seal();
    keepFor(ROOM, "a", "b");
    var nothing = archive.arrivals().nextPushed("b", ALL);
    assertThat(nothing.isEmpty()).isTrue();
    archive.arrivals().passed("b", nothing).join();
    assertThat(archive.arrivals().pushes().hasMore("b")).isFalse();
    push(10, 12);
    assertThat(all("b")).isEqualTo(numbers(10, 12));
  }

  @Test
  void numbers_areNotGivenTwice_thoughAllRowsAreGone() throws Exception {
    keepFor(ROOM, "a");
    push(0, 10);
    assertThat(all("a")).hasSize(10);
    seal();
    assertThat(rows("push")).isZero();
    reopen();
    push(10, 12);
    assertThat(all("a")).isEqualTo(numbers(10, 12));
  }

  @Test
  void statsAndVerify_countEachSampleOnce_andReadWhatWaits() throws Exception {
    keepFor(ROOM, "a");
    push(0, 20);
    seal();
    archive.close();
    try (var file = ArchiveFile.open(folder.resolve("archive.db"))) {
      assertThat(file.stats().pushedSamples()).isEqualTo(20L * SERIES);
      assertThat(file.verify((done, all) -> {})).isEmpty();
    }
    try (var connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("archive.db"))) {
      connection
          .createStatement()
          .executeUpdate("UPDATE push SET data = zeroblob(length(data)) WHERE id = 5");
    }
    try (var file = ArchiveFile.open(folder.resolve("archive.db"))) {
      assertThat(file.verify((done, all) -> {})).hasSize(1);
    }
    open();
    assertThat(all2("a")).isEqualTo(19);
  }

  /** How many arrivals have samples. */
  private int all2(String receiver) {
    return (int)
        archive.arrivals().nextPushed(receiver, ALL).arrivals().stream()
            .filter(arrival -> arrival.size() > 0)
            .count();
  }
}
