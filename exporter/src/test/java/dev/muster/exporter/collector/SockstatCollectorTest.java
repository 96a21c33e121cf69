package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SockstatCollectorTest {
  private static final String FOUR =
      """
      sockets: used 29
      TCP: inuse 4 orphan 0 tw 132 alloc 9 mem 2
      """;
  private static final String SIX = "FRAG6: inuse 0 memory 0 future 1\n";

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector =
        new SockstatCollector(() -> {
          List<SockstatCollector.Field> fields =
              new ArrayList<>(SockstatCollector.parse(FOUR, 4096));
          fields.addAll(SockstatCollector.parse(SIX, 4096));
          return fields;
        });

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(SockstatCollector.class));
  }

  @Test
  void parse_garbageNamesTheLine() {
    assertThatThrownBy(() -> SockstatCollector.parse("TCP: inuse\n", 4096))
        .hasMessage("/proc/net/sockstat: expected a number in line \"TCP: inuse\"");
  }

  @Test
  void pageSize_isTheKernels() {
    var auxv = ByteBuffer.allocate(48).order(ByteOrder.nativeOrder());
    auxv.putLong(3).putLong(6).putLong(6).putLong(65536).putLong(0).putLong(0);

    assertThat(PageSize.parse(auxv.array())).isEqualTo(65536);
    assertThat(PageSize.parse(new byte[0])).isEqualTo(4096);
    assertThat(PageSize.read(Path.of("/no/such/file"))).isEqualTo(4096);
  }
}
