package dev.muster.exporter.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.exporter.push.PushCounts.Reason;
import dev.muster.metrics.StaleMarker;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class BacklogTest {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  @TempDir Path folder;
  private final Clock clock = new Clock();
  private final PushCounts counts = new PushCounts();
  private final PageReadings readings = new PageReadings(Map.of("job", "node"), counts);
  private final Random random = new Random(1);
  private long added;

  private static PushSettings settings(long bytes, Duration age) {
    return new PushSettings(
        URI.create("https://localhost/api/v1/write"),
        INTERVAL,
        Map.of(),
        new PushSettings.Queue(bytes, age),
        PushSettings.Access.none(),
        false);
  }

  private Backlog open() {
    return open(64 << 20);
  }

  private Backlog open(long bytes) {
    return Backlog.open(folder, settings(bytes, Duration.ofDays(14)), counts, clock);
  }

  /** A reading of {@code a}, whose value counts up, {@code up} and some noise. */
  private Reading reading(int noise) {
    clock.forward(INTERVAL);
    var page = new StringBuilder("a " + added++ + "\n");
    for (int i = 0; i < noise; i++) {
      page.append("noise{n=\"").append(i).append("\"} ").append(random.nextDouble()).append('\n');
    }
    return readings.read(page.toString().getBytes(UTF_8), clock.millis());
  }

  private void add(Backlog backlog, int count, int noise) {
    for (int i = 0; i < count; i++) {
      backlog.add(reading(noise));
    }
  }

  /** The values of {@code a} in the order in which they are handed out. */
  private static List<Long> drain(Backlog backlog) throws InterruptedException {
    List<Long> all = new ArrayList<>();
    while (backlog.samples() > 0) {
      Batch batch = backlog.take(100);
      valuesOf(batch, all);
      backlog.done(batch);
    }
    return all;
  }

  private static void valuesOf(Batch batch, List<Long> all) {
    WriteRequest request =
        WriteRequest.of(batch, 0, new WriteRequest.Bounds(1 << 20, Integer.MAX_VALUE));
    Received.of(request.message().compressed()).stream()
        .filter(each -> each.name().equals("a"))
        .forEach(each -> all.add((long) each.value()));
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".readings")).sorted().toList();
    }
  }

  @Test
  void readings_takenAtOnce_areNeverWritten() throws Exception {
    try (Backlog backlog = open()) {
      for (int i = 0; i < 5; i++) {
        add(backlog, 1, 10);
        Batch batch = backlog.take(1000);
        assertThat(files()).isEmpty();
        backlog.done(batch);
      }
      assertThat(Files.size(folder.resolve("sent"))).isZero();
      assertThat(backlog.samples()).isZero();
    }
  }

  @Test
  void readings_comeInTheirOrder() throws Exception {
    try (Backlog backlog = open()) {
      add(backlog, 100, 20);
      assertThat(backlog.samples()).isEqualTo(100 * 22);
      assertThat(drain(backlog)).isEqualTo(numbers(0, 100));
      assertThat(files()).isEmpty();
      add(backlog, 3, 20);
      assertThat(drain(backlog)).isEqualTo(numbers(100, 103));
    }
  }

  @Test
  void samples_areTheSameFromTheDisk() throws Exception {
    Reading first = reading(50);
    Reading second = reading(20); // with stale markers
    Reading third = reading(70); // with new series
    List<Received> expected = new ArrayList<>();
    for (Reading each : List.of(first, second, third)) {
      WriteRequest whole = WriteRequest.of(new Batch(List.of(each)), 0, WriteRequest.Bounds.USUAL);
      expected.addAll(Received.of(whole.message().compressed()));
    }
    try (Backlog backlog = open()) {
      backlog.add(first);
      backlog.add(second);
      backlog.add(third);
    }
    try (Backlog backlog = open()) {
      Batch batch = backlog.take(1000);
      assertThat(batch.readings()).hasSize(3);
      WriteRequest whole = WriteRequest.of(batch, 0, WriteRequest.Bounds.USUAL);
      assertThat(Received.of(whole.message().compressed()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void taken_whileOthersCome_isNotHandedOutAgain() throws Exception {
    try (Backlog backlog = open()) {
      add(backlog, 1, 1);
      Batch batch = backlog.take(1000);
      add(backlog, 3, 1);
      backlog.done(batch);
      assertThat(drain(backlog)).isEqualTo(numbers(1, 4));
    }
  }

  @Test
  void restart_goesOnBehindWhatIsDone() throws Exception {
    try (Backlog backlog = open()) {
      add(backlog, 10, 5);
      Batch batch = backlog.take(7 * 4);
      assertThat(batch.readings()).hasSize(4);
      backlog.done(batch);
    }
    try (Backlog backlog = open()) {
      assertThat(backlog.samples()).isEqualTo(6 * 7);
      add(backlog, 2, 5);
      assertThat(drain(backlog)).isEqualTo(numbers(4, 12));
    }
    try (Backlog backlog = open()) {
      assertThat(backlog.samples()).isZero();
      add(backlog, 2, 5);
    }
    try (Backlog backlog = open()) {
      assertThat(drain(backlog)).isEqualTo(numbers(12, 14));
    }
  }

  @Test
  void end_keepsWhatIsInMemory() throws Exception {
    try (Backlog backlog = open()) {
      add(backlog, 1, 1);
    }
    assertThat(files()).hasSize(1);
    try (Backlog backlog = open()) {
      assertThat(drain(backlog)).isEqualTo(numbers(0, 1));
    }
  }

  @Test
  void file_cutShort_keepsWhatIsWhole() throws Exception {
    try (Backlog backlog = open()) {
      add(backlog, 5, 5);
    }
    Path file = files().getFirst();
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(file) - 3);
    }
    try (Backlog backlog = open()) {
      assertThat(backlog.samples()).isEqualTo(4 * 7);
      add(backlog, 1, 5);
      assertThat(drain(backlog)).isEqualTo(List.of(0L, 1L, 2L, 3L, 5L));
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void file_damagedWhileRunning_isCountedAndPassedOver() throws Exception {
    try (Backlog backlog = open()) {
      add(backlog, 5, 5);
    }
    try (Backlog backlog = open()) {
      add(backlog, 2, 5);
      Path file = files().getFirst();
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), Files.size(file) / 2);
      }
      List<Long> got = drain(backlog);
      assertThat(got).endsWith(5L, 6L).doesNotHaveDuplicates().isSorted();
      assertThat(counts.dropped(Reason.DAMAGED)).isEqualTo(7L * (7 - got.size())).isPositive();
    }
  }

  @Test
  void file_ofAnotherKind_isNoReading() throws Exception {
    Files.writeString(folder.resolve("000000000000000001-0.readings"), "something else");
    Files.writeString(folder.resolve("notes.txt"), "mine");
    try (Backlog backlog = open()) {
      assertThat(backlog.samples()).isZero();
      add(backlog, 2, 1);
      assertThat(drain(backlog)).isEqualTo(numbers(0, 2));
    }
    assertThat(folder.resolve("notes.txt")).exists();
  }

  @Test
  void full_isThinnedBeforeTheOldestGo_andEverySampleIsCounted() throws Exception {
    long bytes = PushSettings.Queue.LEAST_BYTES;
    int noise = 100;
    try (Backlog backlog = open(bytes)) {
      add(backlog, 600, noise);
      List<Long> got = drain(backlog);
      assertThat(got.getFirst()).isZero();
      assertThat(got.getLast()).isEqualTo(599);
      assertThat(got).isSorted().doesNotHaveDuplicates();
      assertThat(counts.dropped(Reason.FULL)).isZero();
      assertThat(counts.dropped(Reason.THINNED))
          .isPositive()
          .isEqualTo((600L - got.size()) * (noise + 2));
      long widest = 0;
      for (int i = 1; i < got.size(); i++) {
        widest = Math.max(widest, got.get(i) - got.get(i - 1));
      }
      assertThat(widest * INTERVAL.toSeconds()).isLessThan(300);
    }
  }

  @Test
  void full_andThin_losesTheOldest_andEverySampleIsCounted() throws Exception {
    int noise = 100;
    int total = 8_000;
    try (Backlog backlog = open(PushSettings.Queue.LEAST_BYTES)) {
      for (int i = 0; i < total / 500; i++) {
        add(backlog, 500, noise);
        assertThat(files().stream().mapToLong(file -> file.toFile().length()).sum())
            .isLessThanOrEqualTo(PushSettings.Queue.LEAST_BYTES);
      }
      List<Long> got = drain(backlog);
      assertThat(got.getFirst()).isPositive();
      assertThat(got.getLast()).isEqualTo(total - 1);
      assertThat(got).isSorted().doesNotHaveDuplicates();
      assertThat(counts.dropped(Reason.FULL)).isPositive();
      assertThat(counts.dropped(Reason.FULL) + counts.dropped(Reason.THINNED))
          .isEqualTo(((long) total - got.size()) * (noise + 2));
    }
  }

  @Test
  void thinned_overARestart() throws Exception {
    List<Long> got;
    try (Backlog backlog = open(PushSettings.Queue.LEAST_BYTES)) {
      add(backlog, 600, 100);
    }
    assertThat(files()).anySatisfy(file -> assertThat(file.toString()).contains("-1.readings"));
    try (Backlog backlog = open(PushSettings.Queue.LEAST_BYTES)) {
      got = drain(backlog);
    }
    assertThat(counts.dropped(Reason.THINNED)).isEqualTo((600L - got.size()) * 102);
  }

  @Test
  void thinned_theEndBetweenTwoFiles_handsOutEachOnce() throws Exception {
    try (Backlog backlog = open()) {
      add(backlog, 8, 3);
    }
    Path thick = files().getFirst();
    Path kept = folder.resolve("kept");
    Files.copy(thick, kept);
    Segment segment = Segment.at(thick);
    assertThat(segment).isNotNull();
    new Thinning(folder, INTERVAL).thin(segment, 0);
    Files.move(kept, thick); // as if it had not come to be deleted
    try (Backlog backlog = open()) {
      assertThat(drain(backlog)).isEqualTo(List.of(0L, 2L, 4L, 6L));
    }
  }

  @Test
  void thinned_keepsStaleMarkers() throws Exception {
    try (Backlog backlog = open()) {
      backlog.add(reading(2));
      backlog.add(reading(0));
      backlog.add(reading(0));
    }
    new Thinning(folder, INTERVAL).thin(Segment.named(folder, 1, 0), 0);
    try (Backlog backlog = open()) {
      List<Received> all = new ArrayList<>();
      while (backlog.samples() > 0) {
        Batch batch = backlog.take(1000);
        WriteRequest request = WriteRequest.of(batch, 0, WriteRequest.Bounds.USUAL);
        all.addAll(Received.of(request.message().compressed()));
        backlog.done(batch);
      }
      assertThat(all).filteredOn(each -> each.name().equals("a")).hasSize(2);
      assertThat(all)
          .filteredOn(each -> each.bits() == StaleMarker.BITS)
          .hasSize(2)
          .allSatisfy(each -> assertThat(each.name()).isEqualTo("noise"));
    }
  }

  @Test
  void old_isDroppedAndCounted() throws Exception {
    var settings = settings(64 << 20, Duration.ofHours(1));
    try (Backlog backlog = Backlog.open(folder, settings, counts, clock)) {
      add(backlog, 10, 5);
    }
    clock.forward(Duration.ofHours(2));
    try (Backlog backlog = Backlog.open(folder, settings, counts, clock)) {
      add(backlog, 2, 5);
      assertThat(drain(backlog)).isEqualTo(numbers(10, 12));
      assertThat(counts.dropped(Reason.OLD)).isEqualTo(10 * 7);
    }
  }

  @Test
  void taken_isNeverDroppedUnderTheSendersHands() throws Exception {
    try (Backlog backlog = open(PushSettings.Queue.LEAST_BYTES)) {
      add(backlog, 1, 100);
      Batch batch = backlog.take(1000);
      add(backlog, 8_000, 100);
      assertThat(counts.dropped(Reason.FULL)).isPositive();
      backlog.done(batch);
      List<Long> got = drain(backlog);
      assertThat(counts.dropped(Reason.FULL) + counts.dropped(Reason.THINNED))
          .isEqualTo((8_000L - got.size()) * 102);
    }
  }

  @Test
  void folder_usedByAnother() {
    try (Backlog backlog = open()) {
      assertThat(backlog.samples()).isZero();
      assertThatExceptionOfType(PushException.class)
          .isThrownBy(this::open)
          .withMessageContaining("Another exporter pushes from " + folder);
    }
    open().close();
  }

  @Test
  void folder_thatIsAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatExceptionOfType(PushException.class)
        .isThrownBy(() -> Backlog.open(file, settings(1 << 20, Duration.ofDays(1)), counts, clock))
        .withMessageContaining("cannot be used");
  }
}
