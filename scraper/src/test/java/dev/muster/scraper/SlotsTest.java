package dev.muster.scraper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
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
    assertThat(Slots.of("lab2-01", 15_000)).isEqualTo(new Slots(15_000, 6000));
    assertThat(Slots.of("lab2-01", 1000)).isEqualTo(new Slots(1000, 200));
    assertThat(Slots.of("lab2-01", 150)).isEqualTo(new Slots(150, 0));
  }

  @Test
  void offsets_spreadOverTheInterval() {
    int[] seconds = new int[15];
    IntStream.range(0, 1500)
        .mapToLong(i -> Slots.of(String.format("pc-%04d", i), 15_000).offsetMillis())
        .forEach(offset -> seconds[(int) (offset / 1000)]++);
    assertThat(Arrays.stream(seconds).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(60, 140));
  }
}
