package dev.muster.scraper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SlotsTest {
  @Test
  void slot_strictlyLater_everyInterval() {
    var slots = new Slots(1000, 250);
    assertThat(slots.after(0)).isEqualTo(250);
    assertThat(slots.after(249)).isEqualTo(250);
    assertThat(slots.after(250)).isEqualTo(1250);
    assertThat(slots.after(-1)).isEqualTo(250);
    assertThat(slots.after(-751)).isEqualTo(-750);
  }

  @Test
  void between_countsWhatLiesInside() {
    var slots = new Slots(1000, 250);
    assertThat(slots.between(250, 1250)).isZero();
    assertThat(slots.between(250, 4250)).isEqualTo(3);
  }

  @Test
  void offset_ofAName_neverChanges() {
    assertThat(Slots.of("lab2-01", 15_000, 200)).isEqualTo(new Slots(15_000, 1925));
    assertThat(Slots.of("lab2-01", 1000, 200)).isEqualTo(new Slots(1000, 125));
    assertThat(Slots.of("lab2-01", 150, 200)).isEqualTo(new Slots(150, 75));
  }

  @Test
  void clients_few_beginTogether() {
    var offsets =
        IntStream.range(0, 64)
            .mapToLong(i -> Slots.of("pc-%04d".formatted(i), 5000, 64).offsetMillis())
            .distinct()
            .sorted();
    assertThat(offsets).containsExactly(2500L, 2525L, 2550L, 2575L);
  }

  @Test
  void clients_someMore_changeNoOffset() {
    for (int i = 0; i < 500; i++) {
      String name = "pc-%04d".formatted(i);
      assertThat(Slots.of(name, 15_000, 500)).isEqualTo(Slots.of(name, 15_000, 300));
    }
  }

  @Test
  void offsets_ofManyClients_spreadOverTheInterval() {
    assertParts(5000, 1000, 16);
    assertParts(1000, 1000, 5);
  }

  private static void assertParts(long interval, int clients, int parts) {
    var counts =
        IntStream.range(0, clients)
            .mapToObj(i -> Slots.of("pc-%04d".formatted(i), interval, clients).offsetMillis())
            .collect(Collectors.groupingBy(offset -> offset, Collectors.counting()));
    assertThat(counts).hasSize(parts);
    long most = 3L * clients / parts / 2;
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(most / 3, most));
  }
}
