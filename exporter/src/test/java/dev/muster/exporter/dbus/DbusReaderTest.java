package dev.muster.exporter.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DbusReaderTest {
  private static List<Object> values(String signature, String hex) throws Exception {
    return new DbusReader(bytes(hex)).values(signature);
  }

  private static ByteBuffer bytes(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void basicValues_areReadAtTheirPlaces() throws Exception {
    assertThat(values("yqubi", "ff 00 feff ffffffff 01000000 feffffff"))
        .containsExactly(255L, 65534L, 4294967295L, 1L, -2L);
    assertThat(values("xd", "ffffffffffffffff 000000000000e03f")).containsExactly(-1L, 0.5);
    assertThat(values("yso", "01 000000 02000000 6869 00 00 01000000 2f 00"))
        .containsExactly(1L, "hi", "/");
    assertThat(values("ggn", "01 73 00 02 6173 00 00 ffff")).containsExactly("s", "as", -1L);
  }

  @Test
  void nestedValues_areLists() throws Exception {
    assertThat(values("a(uu)u", "10000000 00000000 01000000 02000000 03000000 04000000 09000000"))
        .containsExactly(List.of(List.of(1L, 2L), List.of(3L, 4L)), 9L);
    assertThat(values("vy", "02 6179 00 02000000 0506 07")).containsExactly(List.of(5L, 6L), 7L);
    assertThat(values("a{sv}y", "00000000 00000000 07")).containsExactly(List.of(), 7L);
    assertThat(values("aas", "00000000")).containsExactly(List.of());
  }

  @Test
  void garbage_isRefusedInASentence() {
    assertThatThrownBy(() -> values("s", "ff000000 61"))
        .isInstanceOf(DbusException.class)
        .hasMessage("D-Bus message ends within a value of \"s\"");
    assertThatThrownBy(() -> values("ay", "ffffffff 00")).isInstanceOf(DbusException.class);
    assertThatThrownBy(() -> values("u", "0000")).isInstanceOf(DbusException.class);
    assertThatThrownBy(() -> values("z", "00")).hasMessage("D-Bus type 'z' is unknown");
    assertThatThrownBy(() -> values("a", "00000000"))
        .hasMessage("D-Bus signature \"a\" ends within a type");
    assertThatThrownBy(() -> values("a(s", "00000000")).isInstanceOf(DbusException.class);
    assertThatThrownBy(() -> values("v", "017600".repeat(40)))
        .hasMessage("D-Bus value is nested more than 32 deep");
  }

  @Test
  void arrayOfNothing_isRefused() {
    assertThatThrownBy(() -> values("a()", "08000000 00000000 0000000000000000"))
        .isInstanceOf(DbusException.class)
        .hasMessage("D-Bus structure has nothing in it");
  }

  @Test
  void valuesWithoutEnd_areRefused() {
    int bytes = 300_000;
    var array = ByteBuffer.allocate(4 + bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(0, bytes);
    assertThatThrownBy(() -> new DbusReader(array).values("ay"))
        .isInstanceOf(DbusException.class)
        .hasMessage("D-Bus message has more than 262144 values");
  }

  @Test
  void anyBytes_areReadOrRefused() {
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      for (String signature : List.of("a(ssssssouso)", "v", "yyyyuua(yv)", "a{sv}as")) {
        try {
          new DbusReader(ByteBuffer.wrap(bytes)).values(signature);
        } catch (DbusException refused) {
          assertThat(refused.getMessage()).startsWith("D-Bus ");
        }
      }
    }
  }
}
