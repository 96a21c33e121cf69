package dev.muster.exporter.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DbusMessageTest {
  /** Worked out by hand from the specification. */
  private static final String CALL =
      "6c01000109000000070000003700000001016f00020000002f6f00000000000002017300"
          + "01000000690000000000000003017300010000006d000000000000000801670001730000"
          + "040000007465787400";

  @Test
  void call_hasTheSpecificationsBytes() {
    var call = new DbusCall("d", "/o", "i", "m", List.of("text"));

    assertThat(HexFormat.of().formatHex(DbusMessage.call(call, 7, false))).isEqualTo(CALL);
  }

  @Test
  void message_isReadAsItWasWritten_alsoWithTheHighestByteFirst() throws Exception {
    var call = new DbusCall("d", "/o", "i", "m", List.of("a", "b"));
    DbusMessage read = DbusMessage.parse(ByteBuffer.wrap(DbusMessage.call(call, 9, true)));
    String bigEndian =
        "4202000100000004000000050000000805017500 00000007 00000009".replace(" ", "");

    assertThat(read.serial()).isEqualTo(9);
    assertThat(read.fields()).containsEntry(DbusMessage.DESTINATION, "d");
    assertThat(read.body()).containsExactly("a", "b");
    DbusMessage other = DbusMessage.parse(ByteBuffer.wrap(HexFormat.of().parseHex(bigEndian)));
    assertThat(other.kind()).isEqualTo(DbusMessage.RETURN);
    assertThat(other.fields()).containsEntry(DbusMessage.REPLY_SERIAL, 7L);
  }

  @Test
  void length_isBoundedAndOfAMessageAlone() {
    ByteBuffer huge = ByteBuffer.wrap(HexFormat.of().parseHex("6c010001ffffff7f0100000000000000"));
    assertThatThrownBy(() -> DbusMessage.length(huge))
        .hasMessage("D-Bus message has 2147483663 bytes; at most 4194304 are read");
    assertThatThrownBy(() -> DbusMessage.length(ByteBuffer.allocate(16)))
        .hasMessage("what came is no D-Bus message of version 1");
  }

  @Test
  void address_isThatOfTheEnvironmentOrTheUsual() throws Exception {
    assertThat(DbusAddress.ofSystem(null)).isEqualTo(Path.of("/run/dbus/system_bus_socket"));
    assertThat(DbusAddress.ofSystem("tcp:host=x;unix:guid=1,path=/tmp/a%20b"))
        .isEqualTo(Path.of("/tmp/a b"));
    assertThatThrownBy(() -> DbusAddress.ofSystem("unix:abstract=x"))
        .hasMessage(
            "DBUS_SYSTEM_BUS_ADDRESS is \"unix:abstract=x\"; unix:path=FILE would be right");
  }
}
