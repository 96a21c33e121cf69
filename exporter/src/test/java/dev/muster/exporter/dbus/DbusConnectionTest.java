package dev.muster.exporter.dbus;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DbusConnectionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final DbusCall GET_ID =
      new DbusCall(
          "org.freedesktop.DBus",
          "/org/freedesktop/DBus",
          "org.freedesktop.DBus",
          "GetId",
          List.of());

  @TempDir Path folder;

  @Test
  void realBus_answersManyCallsInOrder() throws Exception {
    try (MessageBus bus = MessageBus.start(folder);
        DbusConnection connection = DbusConnection.toBus(bus.socket(), PATIENCE)) {
      String id = connection.call(GET_ID).first(String.class);
      assertThat(id).hasSize(32);
      assertThat(connection.call(Collections.nCopies(1000, GET_ID)))
          .hasSize(1000)
          .allMatch(answer -> answer.values().equals(List.of(id)));

      DbusAnswer none = connection.call(DbusCall.property("org.no.such", "/", "a.b", "C"));
      assertThat(none.error()).isEqualTo("org.freedesktop.DBus.Error.ServiceUnknown");
      assertThatThrownBy(() -> none.first(String.class))
          .hasMessage("D-Bus answered org.freedesktop.DBus.Error.ServiceUnknown");
      assertThatThrownBy(() -> connection.call(GET_ID).first(Long.class))
          .hasMessage("D-Bus answered no Long");
    }
  }

  @Test
  void nobodyListening_isAnError() {
    assertThatThrownBy(() -> DbusConnection.toBus(folder.resolve("none"), PATIENCE))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whoSaysNothing_isGivenUp() throws Exception {
    Path socket = folder.resolve("mute");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));

      assertThatThrownBy(() -> DbusConnection.toBus(socket, Duration.ofMillis(50)))
          .isInstanceOf(DbusException.class)
          .hasMessage(socket + " did not answer in time");
    }
  }

  @Test
  void whoRefuses_orSpeaksOtherwise_isQuoted() throws Exception {
    assertThatThrownBy(() -> talkTo("REJECTED EXTERNAL\r\n"))
        .hasMessage("D-Bus refused this user: REJECTED EXTERNAL");
    assertThatThrownBy(() -> talkTo("x".repeat(600)))
        .hasMessage("D-Bus greeted with more than 512 bytes in a line");
    assertThatThrownBy(() -> talkTo("DATA\r\nOK 1\r\nHTTP/1.1 400 Bad Request"))
        .hasMessage("what came is no D-Bus message of version 1");
    assertThatThrownBy(() -> talkTo("DATA\r\nOK 1\r\n"))
        .hasMessageEndingWith(" was closed by the other end");
  }

  @Test
  void whoNeverStopsTalking_isGivenUp() throws Exception {
    Path socket = folder.resolve("chatty");
    ByteBuffer news = ByteBuffer.wrap(DbusMessage.bytes(4, 1, new DbusWriter(), "", new byte[0]));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread peer =
          Thread.ofVirtual()
              .start(() -> {
                try (var accepted = server.accept()) {
                  accepted.write(ByteBuffer.wrap("DATA\r\nOK 1\r\n".getBytes(US_ASCII)));
                  while (true) {
                    accepted.write(news.rewind());
                  }
                } catch (IOException gone) {
                  // So the other end has.
                }
              });

      assertThatThrownBy(() -> DbusConnection.toBus(socket, Duration.ofMillis(500)))
          .isInstanceOf(DbusException.class)
          .hasMessage(socket + " did not answer in time");
      peer.join();
    }
  }

  private void talkTo(String answer) throws Exception {
    Path socket = folder.resolve("peer" + answer.hashCode());
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread peer =
          Thread.ofVirtual()
              .start(() -> {
                try (var accepted = server.accept()) {
                  accepted.write(ByteBuffer.wrap(answer.getBytes(US_ASCII)));
                  accepted.shutdownOutput();
                  while (accepted.read(ByteBuffer.allocate(512)) >= 0) {
                    // Until the other end has gone.
                  }
                } catch (IOException gone) {
                  // So it has.
                }
              });
      try {
        DbusConnection.toBus(socket, PATIENCE).close();
      } finally {
        peer.join();
      }
    }
  }
}
