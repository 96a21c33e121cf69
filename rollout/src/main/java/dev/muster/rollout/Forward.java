package dev.muster.rollout;

import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** A port on this machine's loopback that leads, for one connection, to one on a client's. */
final class Forward implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final ServerSocket listener;
  private final SshConnection.Channel channel;

  /**
   * Opens both ends.
   *
   * @throws SshException if the client cannot be reached any more
   * @throws IOException if nobody listens there
   */
  Forward(SshConnection connection, int port) throws SshException, IOException {
    try {
      channel = connection.open("127.0.0.1", port, TIMEOUT);
    } catch (SshException refused) {
      if (connection.isOpen()) {
        throw new IOException(refused.getMessage(), refused);
      }
      throw refused;
    }
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  private void serve() {
    try (var socket = listener.accept()) {
      var back = Thread.ofVirtual().start(() -> back(socket));
      copy(socket.getInputStream(), channel.output());
      back.join();
    } catch (IOException ended) {
      channel.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void back(Socket socket) {
    try {
      copy(channel.input(), socket.getOutputStream());
      socket.shutdownOutput();
    } catch (IOException ended) {
      channel.close();
    }
  }

  private static void copy(InputStream in, OutputStream out) throws IOException {
    var buffer = new byte[16_384];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    channel.close();
  }
}
