package dev.muster.exporter.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real {@code dbus-daemon} of one's own. */
public final class MessageBus implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/bin/dbus-daemon");
  private static final String CONFIG =
      """
      <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
       "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
      <busconfig>
        <type>system</type>
        <listen>unix:path=SOCKET</listen>
        <auth>EXTERNAL</auth>
        <policy context="default">
          <allow user="*"/>
          <allow own="*"/>
          <allow send_destination="*"/>
          <allow receive_sender="*"/>
        </policy>
        <limit name="max_replies_per_connection">128</limit>
      </busconfig>
      """;

  private final Process daemon;
  private final Path socket;

  private MessageBus(Process daemon, Path socket) {
    this.daemon = daemon;
    this.socket = socket;
  }

  /** Starts one; the test is skipped where there is none. */
  public static MessageBus start(Path folder) throws IOException {
    assumeTrue(
        Files.isExecutable(BINARY),
        "skipped: there is no " + BINARY + "; apt-get install dbus-daemon");
    Path socket = folder.resolve("bus");
    Path config =
        Files.writeString(folder.resolve("bus.conf"), CONFIG.replace("SOCKET", socket.toString()));
    Process daemon =
        new ProcessBuilder(
                BINARY.toString(), "--config-file=" + config, "--nofork", "--print-address")
            .redirectError(folder.resolve("bus.log").toFile())
            .start();
    BufferedReader out = daemon.inputReader();
    assertThat(out.readLine()).startsWith("unix:path=" + socket);
    return new MessageBus(daemon, socket);
  }

  public Path socket() {
    return socket;
  }

  @Override
  public void close() {
    daemon.destroy();
    daemon.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
