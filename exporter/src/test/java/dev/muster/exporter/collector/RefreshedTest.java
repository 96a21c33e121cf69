package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RefreshedTest {
  private Instant now = Instant.EPOCH;
  private int searches;
  private final List<String> present = new ArrayList<>(List.of("a", "b"));
  private final Set<String> updated = new HashSet<>();
  private final Refreshed<String> devices =
      new Refreshed<>(
          () -> now,
          () -> {
            searches++;
            return present;
          },
          device -> {
            updated.add(device);
            return present.contains(device);
          });

  @Test
  void devices_areFoundOnceAMinute() {
    assertThat(devices.get()).containsExactly("a", "b");
    now = now.plusSeconds(59);
    assertThat(devices.get()).containsExactly("a", "b");
    assertThat(searches).isEqualTo(1);
    assertThat(updated).containsExactlyInAnyOrder("a", "b");

    present.add("c");
    now = now.plusSeconds(1);
    assertThat(devices.get()).containsExactly("a", "b", "c");
  }

  @Test
  void deviceThatWent_isLeftOutAndTheRestFoundAnew() {
    devices.get();
    present.remove("a");

    assertThat(devices.get()).containsExactly("b");
    assertThat(searches).isEqualTo(1);
    assertThat(devices.get()).containsExactly("b");
    assertThat(searches).isEqualTo(2);
  }
}
