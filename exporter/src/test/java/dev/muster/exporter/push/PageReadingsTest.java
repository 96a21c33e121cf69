package dev.muster.exporter.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.metrics.ExpositionException;
import dev.muster.metrics.StaleMarker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageReadingsTest {
  private final PageReadings readings =
      new PageReadings(Map.of("job", "node", "instance", "pc1"), new PushCounts());

  private static List<Received> sent(Reading reading) {
    WriteRequest request =
        WriteRequest.of(
            new Batch(List.of(reading)), 0, new WriteRequest.Bounds(1_000_000, 100 << 20));
    assertThat(request.samples()).isEqualTo(reading.samples());
    return Received.of(request.message().compressed());
  }

  private Map<String, Double> values(String page) {
    return sent(readings.read(page.getBytes(UTF_8), 1000)).stream()
        .collect(
            Collectors.toMap(
                each -> each.name() + each.labels().getOrDefault("a", ""),
                Received::value,
                (one, two) -> {
                  throw new AssertionError("twice");
                },
                TreeMap::new));
  }

  @Test
  void page_everySampleWithItsLabelsAndTheTime() {
    String page = "# TYPE a gauge\na{x=\"1\",y=\"\"} 2.5\nb 1e9\n";
    assertThat(sent(readings.read(page.getBytes(UTF_8), 1234)))
        .containsExactlyInAnyOrder(
            new Received(
                Map.of("__name__", "a", "x", "1", "job", "node", "instance", "pc1"),
                Double.doubleToLongBits(2.5),
                1234),
            new Received(
                Map.of("__name__", "b", "job", "node", "instance", "pc1"),
                Double.doubleToLongBits(1e9),
                1234),
            new Received(
                Map.of("__name__", "up", "job", "node", "instance", "pc1"),
                Double.doubleToLongBits(1),
                1234));
  }

  @Test
  void label_thatThePageHasToo_isExported() {
    assertThat(sent(readings.read("a{job=\"backup\"} 1\n".getBytes(UTF_8), 1)))
        .anySatisfy(each ->
            assertThat(each.labels())
                .containsEntry("job", "node")
                .containsEntry("exported_job", "backup"));
  }

  @Test
  void series_vanished_getsTheMarkerOnce() {
    values("a 1\nb 2\nc 3\n");
    List<Received> second = sent(readings.read("a 1\nc 3\n".getBytes(UTF_8), 2000));
    assertThat(second)
        .filteredOn(each -> each.name().equals("b"))
        .singleElement()
        .satisfies(each -> assertThat(each.bits()).isEqualTo(StaleMarker.BITS));
    assertThat(values("a 1\nc 3\n")).containsOnlyKeys("a", "c", "up");
    assertThat(values("a 1\nb 5\nc 3\n")).containsEntry("b", 5.0).hasSize(4);
  }

  @Test
  void order_mayChange() {
    assertThat(values("a 1\nb 2\nc 3\n")).containsEntry("b", 2.0);
    assertThat(values("c 6\nx 1\na 4\nb 5\n"))
        .isEqualTo(Map.of("a", 4.0, "b", 5.0, "c", 6.0, "x", 1.0, "up", 1.0));
    assertThat(values("x 7\nb 5\nc 6\na 4\n"))
        .isEqualTo(Map.of("a", 4.0, "b", 5.0, "c", 6.0, "x", 7.0, "up", 1.0));
  }

  @Test
  void special_values() {
    Map<String, Double> values = values("a NaN\nb +Inf\nc -Inf\nd -0\n");
    assertThat(values.get("a")).isNaN();
    assertThat(values.get("b")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(values.get("c")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(1 / values.getOrDefault("d", 1.0)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void series_thatComeAndGo_areForgotten() {
    SeriesTable largest = new SeriesTable();
    for (int round = 0; round < 40; round++) {
      int first = round * 100;
      String page =
          "before 1\n"
              + IntStream.range(first, first + 100)
                  .mapToObj(i -> "a{a=\"%d\"} %d\n".formatted(i, i))
                  .collect(Collectors.joining())
              + "behind 1\n";
      Reading reading = readings.read(page.getBytes(UTF_8), round);
      largest = reading.table().size() > largest.size() ? reading.table() : largest;
      Map<Boolean, Long> stale =
          sent(reading).stream()
              .collect(
                  Collectors.partitioningBy(
                      each -> each.bits() == StaleMarker.BITS, Collectors.counting()));
      assertThat(stale).containsEntry(false, 103L).containsEntry(true, round == 0 ? 0L : 100L);
      assertThat(sent(reading))
          .filteredOn(each -> each.labels().containsKey("a") && each.bits() != StaleMarker.BITS)
          .allSatisfy(each ->
              assertThat(each.value())
                  .isEqualTo(Double.parseDouble(each.labels().getOrDefault("a", ""))));
    }
    assertThat(largest.size()).isLessThan(900);
  }

  @Test
  void series_beyondTheMost_areCounted() {
    var counts = new PushCounts();
    var bounded = new PageReadings(Map.of(), counts);
    String page =
        IntStream.range(0, SeriesTable.MAX + 5)
            .mapToObj(i -> "a{a=\"" + i + "\"} 1\n")
            .collect(Collectors.joining());
    Reading reading = bounded.read(page.getBytes(UTF_8), 1);
    assertThat(reading.samples() + counts.dropped(PushCounts.Reason.TOO_MANY))
        .isEqualTo(SeriesTable.MAX + 5 + 1);
  }

  @Test
  void page_wrong() {
    assertThatExceptionOfType(ExpositionException.class)
        .isThrownBy(() -> readings.read("a b c\n".getBytes(UTF_8), 1));
    assertThat(values("a 1\n")).containsEntry("a", 1.0);
  }

  @Test
  void request_bounded() {
    String page =
        IntStream.range(0, 1000).mapToObj(i -> "a" + i + " 1\n").collect(Collectors.joining());
    Reading one = readings.read(page.getBytes(UTF_8), 1);
    Reading two = readings.read(page.getBytes(UTF_8), 2);
    var batch = new Batch(List.of(one, two));
    int from = 0;
    int requests = 0;
    var all = new ArrayList<Received>();
    while (from < batch.series()) {
      WriteRequest request = WriteRequest.of(batch, from, new WriteRequest.Bounds(300, 10_000));
      assertThat(request.samples()).isBetween(1, 300);
      assertThat(request.message().size()).isLessThanOrEqualTo(10_000);
      all.addAll(Received.of(request.message().compressed()));
      from = request.next();
      requests++;
    }
    assertThat(all).hasSize(2002).doesNotHaveDuplicates();
    assertThat(requests).isGreaterThan(6);
  }
}
