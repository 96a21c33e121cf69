package dev.muster.alertbridge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A small SMTP server on loopback that can be told to answer anything: for STARTTLS, refusals and
 * broken connections, which GreenMail does not offer.
 */
final class ScriptedSmtp implements AutoCloseable {
  /** The answer that breaks the connection instead. */
  static final String HANG_UP = "hang up";

  /** The answer that never comes. */
  static final String STALL = "stall";

  /** As the answer to a message: the connection breaks before it is whole. */
  static final String HANG_UP_IN_MESSAGE = "hang up in message";

  /** How long to wait before the answer to a message. */
  volatile Duration silence = Duration.ZERO;

  private final ServerSocket server;
  private final @Nullable SSLContext tls;
  private final boolean tlsFirst;
  private final AtomicInteger serving = new AtomicInteger();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  final List<String> commands = new CopyOnWriteArrayList<>();
  final List<String> messages = new CopyOnWriteArrayList<>();
  final List<Socket> connections = new CopyOnWriteArrayList<>();

  ScriptedSmtp(@Nullable SSLContext tls, boolean tlsFirst) throws IOException {
    this(tls, tlsFirst, 0);
  }

  ScriptedSmtp(@Nullable SSLContext tls, boolean tlsFirst, int port) throws IOException {
    this.tls = tls;
    this.tlsFirst = tlsFirst;
    server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Answers this command so from now on; "." is the end of a message. */
  ScriptedSmtp answering(String command, String answer) {
    answers.put(command, answer);
    return this;
  }

  void answeringNormally() {
    answers.clear();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        connections.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  /** How many connections are being served. */
  int serving() {
    return serving.get();
  }

  private void serve(Socket plain) {
    serving.incrementAndGet();
    try (plain) {
      converse(tlsFirst ? secured(plain) : plain, tlsFirst);
    } catch (IOException e) {
      // The other side is gone, as some tests want it.
    } finally {
      serving.decrementAndGet();
    }
  }

  private SSLSocket secured(Socket plain) throws IOException {
    if (tls == null) {
      throw new IOException("no TLS");
    }
    var socket =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, "client", plain.getPort(), true);
    socket.setUseClientMode(false);
    return socket;
  }

  private void converse(Socket socket, boolean secure) throws IOException {
    var in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    var out = socket.getOutputStream();
    if (!secure || tlsFirst) {
      String greeting = answers.getOrDefault("greeting", "220 scripted");
      if (greeting.equals(HANG_UP)) {
        return;
      }
      say(out, greeting);
    }
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      commands.add(line);
      String command = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
      String answer = answers.getOrDefault(command, normal(command, secure));
      if (answer.equals(HANG_UP)) {
        return;
      }
      say(out, answer);
      if (command.equals("STARTTLS") && answer.startsWith("220")) {
        converse(secured(socket), true);
        return;
      }
      if (command.equals("DATA") && answer.startsWith("354") && !message(in, out)) {
        return;
      }
    }
  }

  /** Takes a message; false where the connection is to break after it. */
  private boolean message(BufferedReader in, OutputStream out) throws IOException {
    var message = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
      if (answers.getOrDefault(".", "").equals(HANG_UP_IN_MESSAGE) && message.length() > 100) {
        return false;
      }
      message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    String answer = answers.getOrDefault(".", "250 taken");
    if (answer.equals(HANG_UP_IN_MESSAGE)) {
      return false;
    }
    if (answer.startsWith("250") || answer.equals(HANG_UP)) {
      messages.add(message.toString());
    }
    if (answer.equals(HANG_UP)) {
      return false;
    }
    LockSupport.parkNanos(silence.toNanos());
    say(out, answer);
    return true;
  }

  private String normal(String command, boolean secure) {
    return switch (command) {
      case "EHLO" -> {
        var lines = new ArrayList<String>(List.of("scripted"));
        if (tls != null && !secure) {
          lines.add("STARTTLS");
        }
        lines.add("AUTH PLAIN LOGIN");
        yield "250-"
            + String.join("\r\n250-", lines.subList(0, lines.size() - 1))
            + "\r\n250 "
            + lines.getLast();
      }
      case "STARTTLS" -> "220 go ahead";
      case "AUTH" -> "235 welcome";
      case "DATA" -> "354 go ahead";
      case "QUIT" -> "221 bye";
      default -> "250 ok";
    };
  }

  private static void say(OutputStream out, String line) throws IOException {
    if (line.equals(STALL)) {
      return; // the other side has to lose patience
    }
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var connection : connections) {
      connection.close();
    }
  }
}
