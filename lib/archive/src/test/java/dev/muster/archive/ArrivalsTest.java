package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArrivalsTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final int INTERVAL = 15_000;
  private static final int SERIES = 20;
  private static final int ALL = Integer.MAX_VALUE;
  private static final long ROOM = Arrivals.USUAL_BYTES;

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(START);
  private final SeriesSet set =
      new SeriesSet(
          IntStream.range(0, SERIES)
              .mapToObj(i -> Labels.of("__name__", "m" + i, "client", "pc"))
              .toList());
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

  /** Appends scrapes, the first of which has this number; their values are their numbers. */
  private void scrape(int from, int to) {
    for (int n = from; n < to; n++) {
      now.set(START + (long) n * INTERVAL);
      var values = new double[SERIES];
      Arrays.fill(values, n);
      archive.append(new SampleBatch("pc", now.get(), set, values, null)).join();
    }
  }

  private Arrivals.Part next(String receiver, int samples) throws InterruptedException {
    return archive.arrivals().next(receiver, samples, 0);
  }

  private List<Long> all(String receiver) throws InterruptedException {
    var numbers = new ArrayList<Long>();
    for (var part = next(receiver, 100); !part.isEmpty(); part = next(receiver, 100)) {
      for (var arrival : part.arrivals()) {
        numbers.add((long) Double.longBitsToDouble(arrival.bits(SERIES - 1)));
      }
      archive.arrivals().passed(receiver, part).join();
    }
    return numbers;
  }

  private static List<Long> numbers(int from, int to) {
    return LongStream.range(from, to).boxed().toList();
  }

  @Test
  void forReceiversAlone_whatWaitsStays_andSamplesGoAfterHours() throws Exception {
    keepFor(ROOM, "a");
    archive.keepForReceiversAlone(Duration.ofDays(30));
    scrape(0, 20);
    scrape(2000, 2020);
    archive.expireNow();
    var all = new Selection(List.of(Matcher.equal("__name__", "m0")), START, now.get(), 1000);
    assertThat(archive.select(all)).extracting(Series::size).containsExactly(20);
    var sent = new ArrayList<>(numbers(0, 20));
    sent.addAll(numbers(2000, 2020));
    assertThat(all("a")).isEqualTo(sent);
  }

  @Test
  void arrivals_comeInTheirOrder_asTheyWere() throws Exception {
    keepFor(ROOM, "a");
    var set = new SeriesSet(List.of(Labels.of("__name__", "x"), Labels.of("__name__", "y")));
    double[] odd = {Double.longBitsToDouble(0x7ff0000000000002L), -0.0};
    archive.append(new SampleBatch("pc", START, set, odd, new long[] {START, START - 5})).join();
    archive.append(new SampleBatch("old", START - 99, set, new double[] {1, 2}, null)).join();
    var part = next("a", ALL);
    assertThat(part.arrivals()).hasSize(2);
    var first = part.arrivals().getFirst();
    assertThat(first.size()).isEqualTo(2);
    assertThat(first.labels(1)).isEqualTo(Labels.of("__name__", "y"));
    assertThat(first.bits(0)).isEqualTo(0x7ff0000000000002L);
    assertThat(first.bits(1)).isEqualTo(Double.doubleToRawLongBits(-0.0));
    assertThat(first.timeMillis(1)).isEqualTo(START - 5);
    assertThat(first.newestMillis()).isEqualTo(START);
    assertThat(part.arrivals().get(1).timeMillis(0)).isEqualTo(START - 99);
    assertThat(part.arrivals().get(1).target()).isNotEqualTo(first.target());
  }

  @Test
  void receiver_new_waitsForWhatArrivesFromThenOn() throws Exception {
    scrape(0, 3);
    keepFor(ROOM, "a");
    assertThat(next("a", ALL).isEmpty()).isTrue();
    scrape(3, 5);
    keepFor(ROOM, "a", "b");
    scrape(5, 6);
    assertThat(all("a")).isEqualTo(numbers(3, 6));
    assertThat(all("b")).isEqualTo(numbers(5, 6));
  }

  @Test
  void part_holdsNoMoreSamplesThanAsked_butOneArrival() throws Exception {
    keepFor(ROOM, "a");
    scrape(0, 10);
    assertThat(next("a", 3 * SERIES + 1).arrivals()).hasSize(3);
    assertThat(next("a", 1).arrivals()).hasSize(1);
  }

  @Test
  void position_andWhatWaits_surviveTheEnd() throws Exception {
    keepFor(ROOM, "a");
    scrape(0, 10);
    archive.arrivals().passed("a", next("a", 4 * SERIES)).join();
    assertThat(archive.arrivals().waiting("a").samples()).isEqualTo(6 * SERIES);
    reopen();
    var waiting = archive.arrivals().waiting("a");
    assertThat(waiting.samples()).isEqualTo(6 * SERIES);
    assertThat(waiting.oldestMillis()).hasValue(START + 4 * INTERVAL);
    assertThat(all("a")).isEqualTo(numbers(4, 10));
    waiting = archive.arrivals().waiting("a");
    assertThat(waiting.samples()).isZero();
    assertThat(waiting.oldestMillis()).isEmpty();
  }

  @Test
  void sealedRows_waitForTheSlowestReceiver() throws Exception {
    keepFor(ROOM, "a", "b");
    scrape(0, 1000);
    archive.sealer().run();
    int sealed = 1000 - archive.holdings().headSize();
    assertThat(sealed).isGreaterThan(700);
    assertThat(all("b")).isEqualTo(numbers(0, 1000));
    archive.sealer().run();
    reopen();
    archive.sealer().run();
    assertThat(archive.holdings().headSize()).isEqualTo(1000 - sealed);
    assertThat(all("a")).isEqualTo(numbers(0, 1000));
    assertThat(archive.arrivals().waiting("a").lost()).isZero();
    archive.sealer().run();
    keepFor(ROOM, "a", "b", "c");
    assertThat(rowsInTheFile()).isEqualTo(1000 - sealed);
  }

  @Test
  void sealedRows_toldByOnesThatWerePassed_keepThose() throws Exception {
    keepFor(ROOM, "a");
    scrape(0, 1000);
    archive.arrivals().passed("a", next("a", 205 * SERIES)).join();
    archive.sealer().run();
    long kept = rowsInTheFile();
    assertThat(kept).isGreaterThan(1000 - 205).isLessThan(1000);
    reopen();
    archive.sealer().run();
    assertThat(rowsInTheFile()).isEqualTo(kept);
    assertThat(all("a")).isEqualTo(numbers(205, 1000));
    archive.sealer().run();
    assertThat(rowsInTheFile()).isEqualTo(archive.holdings().headSize());
  }

  @Test
  void sealedRows_beyondTheirRoom_areGivenUp_theOldestFirst_andCounted() throws Exception {
    keepFor(ROOM, "a", "b");
    scrape(0, 500);
    assertThat(all("b")).hasSize(500);
    scrape(500, 1000);
    keepFor(0, "a", "b");
    archive.sealer().run();
    int left = archive.holdings().headSize();
    assertThat(rowsInTheFile()).isEqualTo(left);
    assertThat(all("a")).isEqualTo(numbers(1000 - left, 1000));
    assertThat(archive.arrivals().waiting("a").lost()).isEqualTo((1000 - left) * (long) SERIES);
    assertThat(archive.arrivals().waiting("b").lost()).isEqualTo((500 - left) * (long) SERIES);
  }

  @Test
  void sealedRows_olderThanTheRetention_areGivenUp() throws Exception {
    keepFor(ROOM, "a");
    scrape(0, 1000);
    now.addAndGet(Duration.ofHours(30).toMillis());
    archive.setRetention(Duration.ofHours(20));
    archive.expireNow();
    archive.expireNow();
    assertThat(all("a")).isEmpty();
    assertThat(archive.arrivals().waiting("a").samples()).isZero();
    assertThat(archive.arrivals().waiting("a").lost()).isEqualTo(1000L * SERIES);
  }

  @Test
  void receiver_thatIsGone_keepsNothing() throws Exception {
    keepFor(ROOM, "a");
    scrape(0, 1000);
    archive.sealer().run();
    assertThat(rowsInTheFile()).isEqualTo(1000);
    keepFor(ROOM);
    archive.sealer().run();
    assertThat(rowsInTheFile()).isEqualTo(archive.holdings().headSize());
    assertThat(next("a", ALL).isEmpty()).isTrue();
  }

  @Test
  void numbers_areNotGivenTwice_thoughAllRowsAreGone() throws Exception {
    keepFor(ROOM, "a");
    scrape(0, 10);
    assertThat(all("a")).hasSize(10);
    now.addAndGet(Duration.ofDays(3).toMillis());
    archive.setRetention(Duration.ofHours(20));
    archive.expireNow();
    assertThat(rowsInTheFile()).isZero();
    reopen();
    keepFor(ROOM, "a");
    int later = (int) ((now.get() - START) / INTERVAL);
    scrape(later, later + 2);
    assertThat(all("a")).isEqualTo(numbers(later, later + 2));
  }

  private long rowsInTheFile() throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("archive.db"));
        var rows = connection.createStatement().executeQuery("SELECT count(*) FROM scrape")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
