package dev.muster.exporter.dbus;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A short talk with a message bus, or with a program itself, over a socket file: calls are sent and
 * their answers awaited. Who is calling, the other end sees by itself. Not safe for two threads at
 * once.
 */
public final class DbusConnection implements Closeable {
  /** Calls on their way at once; a system bus allows 128 to a connection. */
  private static final int BATCH = 64;

  private static final DbusCall HELLO =
      new DbusCall(
          "org.freedesktop.DBus",
          "/org/freedesktop/DBus",
          "org.freedesktop.DBus",
          "Hello",
          List.of());
  private static final int MAX_LINE = 512;

  private final UnixStream stream;
  private final boolean bus;
  private int serial;

  private DbusConnection(UnixStream stream, boolean bus) {
    this.stream = stream;
    this.bus = bus;
  }

  /**
   * Connects to a bus.
   *
   * @param patience for the whole talk
   * @throws IOException if nobody listens there, or not in this way
   */
  public static DbusConnection toBus(Path socket, Duration patience) throws IOException {
    return connect(socket, patience, true);
  }

  /**
   * Connects to a program itself.
   *
   * @param patience for the whole talk
   * @throws IOException if nobody listens there, or not in this way
   */
  public static DbusConnection direct(Path socket, Duration patience) throws IOException {
    return connect(socket, patience, false);
  }

  private static DbusConnection connect(Path socket, Duration patience, boolean bus)
      throws IOException {
    var connection = new DbusConnection(UnixStream.connect(socket, patience), bus);
    try {
      connection.authenticate();
      if (bus) {
        connection.call(HELLO).first(String.class);
      }
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void authenticate() throws IOException {
    stream.write(ascii("\0AUTH EXTERNAL\r\nDATA\r\n"));
    String line = line();
    if (line.equals("DATA")) {
      line = line();
    }
    if (!line.startsWith("OK ")) {
      throw new DbusException("D-Bus refused this user: " + line);
    }
    stream.write(ascii("BEGIN\r\n"));
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    while (line.indexOf("\r\n") < 0) {
      if (line.length() >= MAX_LINE) {
        throw new DbusException("D-Bus greeted with more than " + MAX_LINE + " bytes in a line");
      }
      ByteBuffer one = ByteBuffer.allocate(1);
      stream.read(one);
      line.append((char) (one.get(0) & 0x7f));
    }
    return line.substring(0, line.length() - 2);
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Calls once. */
  public DbusAnswer call(DbusCall call) throws IOException {
    return call(List.of(call)).getFirst();
  }

  /**
   * Calls, many at a time; the answers are in the calls' order.
   *
   * @throws DbusException if what comes is no D-Bus, or comes too late
   */
  public List<DbusAnswer> call(List<DbusCall> calls) throws IOException {
    List<DbusAnswer> answers = new ArrayList<>(calls.size());
    for (int from = 0; from < calls.size(); from += BATCH) {
      answers.addAll(batch(calls.subList(from, Math.min(from + BATCH, calls.size()))));
    }
    return answers;
  }

  private List<DbusAnswer> batch(List<DbusCall> calls) throws IOException {
    Map<Long, @Nullable DbusAnswer> bySerial = new HashMap<>();
    int first = serial + 1;
    for (DbusCall call : calls) {
      serial++;
      bySerial.put((long) serial, null);
      stream.write(ByteBuffer.wrap(DbusMessage.call(call, serial, bus)));
    }
    for (int left = calls.size(); left > 0; ) {
      DbusMessage message = receive();
      if (message.fields().get(DbusMessage.REPLY_SERIAL) instanceof Long to
          && bySerial.containsKey(to)
          && bySerial.put(to, answer(message)) == null) {
        left--;
      }
    }
    List<DbusAnswer> answers = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      answers.add(requireNonNull(bySerial.get((long) first + i)));
    }
    return answers;
  }

  private static DbusAnswer answer(DbusMessage message) {
    return message.kind() == DbusMessage.ERROR
        ? new DbusAnswer(String.valueOf(message.fields().get(DbusMessage.ERROR_NAME)), List.of())
        : new DbusAnswer(null, message.body());
  }

  private DbusMessage receive() throws IOException {
    ByteBuffer start = ByteBuffer.allocate(DbusMessage.START);
    stream.read(start);
    ByteBuffer whole = ByteBuffer.allocate(DbusMessage.length(start));
    whole.put(start.flip());
    stream.read(whole);
    return DbusMessage.parse(whole.flip());
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
