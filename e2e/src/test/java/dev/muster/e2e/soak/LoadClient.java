package dev.muster.e2e.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One simulated PC that listens: its page at {@code /metrics} and its event log at {@code /events},
 * for those who show a certificate of the fleet's authority.
 */
final class LoadClient {
  private static final String PAGE_TYPE = "text/plain; version=0.0.4\r\nContent-Encoding: gzip";

  private final InetSocketAddress address;
  private final SSLSocketFactory tls;
  private final LoadPage page;
  private final LoadEvents events;
  private final AtomicLong connections;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ServerSocket listening;

  LoadClient(
      InetAddress address,
      int port,
      SSLSocketFactory tls,
      LoadPage page,
      LoadEvents events,
      AtomicLong connections) {
    this.address = new InetSocketAddress(address, port);
    this.tls = tls;
    this.page = page;
    this.events = events;
    this.connections = connections;
  }

  LoadPage page() {
    return page;
  }

  LoadEvents events() {
    return events;
  }

  /** Listens, from now on or again. */
  void open() throws IOException {
    var server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(address, 16);
    listening = server;
    Thread.ofVirtual().start(() -> accept(server));
  }

  /** Gone, as a machine whose plug is pulled: connections end without a word. */
  void close() throws IOException {
    var server = listening;
    listening = null;
    if (server != null) {
      server.close();
    }
    for (var socket : open) {
      socket.close();
    }
  }

  private void accept(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        open.add(socket);
        if (server.isClosed()) {
          socket.close();
        }
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        // closed
      }
    }
  }

  private void serve(Socket plain) {
    try (plain;
        var socket = (SSLSocket) tls.createSocket(plain, null, true)) {
      plain.setTcpNoDelay(true);
      socket.setNeedClientAuth(true);
      byte[] buffer = new byte[4096];
      var in = socket.getInputStream();
      for (String path = asked(in, buffer); path != null; path = asked(in, buffer)) {
        socket.getOutputStream().write(answer(path));
      }
    } catch (IOException _) {
      // the other side went, or this one did
    } finally {
      open.remove(plain);
    }
  }

  private byte[] answer(String path) throws IOException {
    if (path.startsWith("/metrics")) {
      return answer("200 OK", PAGE_TYPE, page.next(System.currentTimeMillis()));
    }
    return path.startsWith("/events")
        ? answer("200 OK", "application/x-ndjson", events.after(path).getBytes(UTF_8))
        : answer("404 Not Found", "text/plain", new byte[0]);
  }

  private static byte[] answer(String status, String type, byte[] body) {
    byte[] head =
        "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(status, type, body.length)
            .getBytes(US_ASCII);
    byte[] whole = new byte[head.length + body.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }

  /** The path of the next request, which has no body; null at the end. */
  private static @Nullable String asked(InputStream in, byte[] buffer) throws IOException {
    int length = 0;
    while (length < buffer.length) {
      int read = in.read(buffer, length, buffer.length - length);
      if (read <= 0) {
        return null;
      }
      length += read;
      if (length >= 4 && buffer[length - 1] == '\n' && buffer[length - 3] == '\n') {
        String[] words = new String(buffer, 0, length, US_ASCII).split(" ", 3);
        return words.length == 3 ? words[1] : null;
      }
    }
    return null;
  }
}
