package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.collector.TimexCollector.Pulse;
import dev.muster.exporter.collector.TimexCollector.Timex;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

final class TimexCollectorTest {
  private static final Pulse PULSE = new Pulse(65_536_000_000L, 7, 8, 131_072_000_000L, 3, 4, 5, 6);

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var timex = new Timex(true, -250_000_000, 655_360, 500_000, 16, 0x2001, 2, 10_000, PULSE, 37);

    assertThat(Pages.text(new TimexCollector(() -> timex)))
        .isEqualTo(Pages.sample(TimexCollector.class));
  }

  @Test
  void offset_isInMicrosecondsWithoutTheBitForNano() throws Exception {
    var timex = new Timex(false, -250_000, 0, 0, 0, 0x40, 2, 10_000, PULSE, 0);

    assertThat(Pages.text(new TimexCollector(() -> timex)))
        .contains("node_timex_offset_seconds -0.25\n", "node_timex_sync_status 0.0\n");
  }

  @Test
  void structure_isReadWhereTheKernelWritesIt() {
    MemorySegment bytes = Arena.ofAuto().allocate(208, 8);
    for (int i = 0; i < 26; i++) {
      bytes.setAtIndex(ValueLayout.JAVA_LONG, i, i);
    }
    bytes.set(ValueLayout.JAVA_INT, 40, 0x2001);
    bytes.set(ValueLayout.JAVA_INT, 112, 14);
    bytes.set(ValueLayout.JAVA_INT, 160, 37);

    assertThat(Adjtimex.timex(true, bytes.toArray(ValueLayout.JAVA_LONG)))
        .isEqualTo(
            new Timex(
                true, 1, 2, 3, 4, 0x2001, 6, 11, new Pulse(12, 13, 14, 15, 16, 17, 18, 19), 37));
  }

  @Test
  @EnabledOnOs(org.junit.jupiter.api.condition.OS.LINUX)
  void thisMachine_hasATickOfTheUsualLength() throws Exception {
    assertThat(Adjtimex.read().tick()).isBetween(9000.0, 11_000.0);
  }
}
