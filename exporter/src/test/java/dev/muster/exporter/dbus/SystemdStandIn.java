package dev.muster.exporter.dbus;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A program on the bus that answers as systemd's manager and units do. */
public final class SystemdStandIn implements AutoCloseable {
  private static final String NAME = "org.freedesktop.systemd1";
  private static final String NO_SUCH_PROPERTY = "org.freedesktop.DBus.Error.UnknownProperty";

  /** A unit as it is listed; its properties by type and name, such as {@code Service.Type}. */
  public record Unit(
      String name, String load, String active, String path, Map<String, Object> properties) {}

  private final UnixStream stream;
  private final List<Unit> units;
  private int serial = 1;

  private SystemdStandIn(UnixStream stream, List<Unit> units) {
    this.stream = stream;
    this.units = units;
  }

  /** Begins to answer on a bus. */
  public static SystemdStandIn start(Path bus, List<Unit> units) throws IOException {
    UnixStream stream = UnixStream.connect(bus, Duration.ofMinutes(1));
    var systemd = new SystemdStandIn(stream, units);
    systemd.enter();
    Thread.ofPlatform().daemon().name("systemd-stand-in").start(systemd::serve);
    return systemd;
  }

  private void enter() throws IOException {
    stream.write(
        ByteBuffer.wrap(
            "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n".getBytes(StandardCharsets.US_ASCII)));
    for (int lines = 0; lines < 2; ) {
      ByteBuffer one = ByteBuffer.allocate(1);
      stream.read(one);
      lines += one.get(0) == '\n' ? 1 : 0;
    }
    request("Hello", "", new DbusWriter());
    request("RequestName", "su", new DbusWriter().text(NAME).int32(4));
    while (!(receive().fields().get(DbusMessage.REPLY_SERIAL) instanceof Long to && to == 2)) {
      // The answer to the first, and news of the name.
    }
  }

  private void request(String member, String signature, DbusWriter body) throws IOException {
    var fields = new DbusWriter();
    DbusMessage.field(fields, DbusMessage.PATH, "o", "/org/freedesktop/DBus");
    DbusMessage.field(fields, DbusMessage.TYPE, "s", "org.freedesktop.DBus");
    DbusMessage.field(fields, DbusMessage.MEMBER, "s", member);
    DbusMessage.field(fields, DbusMessage.DESTINATION, "s", "org.freedesktop.DBus");
    send(DbusMessage.CALL, fields, signature, body);
  }

  private void send(int kind, DbusWriter fields, String signature, DbusWriter body)
      throws IOException {
    byte[] message = DbusMessage.bytes(kind, serial++, fields, signature, body.bytes());
    stream.write(ByteBuffer.wrap(message));
  }

  private DbusMessage receive() throws IOException {
    ByteBuffer start = ByteBuffer.allocate(DbusMessage.START);
    stream.read(start);
    ByteBuffer whole = ByteBuffer.allocate(DbusMessage.length(start)).put(start.flip());
    stream.read(whole);
    return DbusMessage.parse(whole.flip());
  }

  private void serve() {
    try {
      while (true) {
        DbusMessage message = receive();
        if (message.kind() == DbusMessage.CALL) {
          answer(message);
        }
      }
    } catch (IOException | RuntimeException closed) {
      // The test is over.
    }
  }

  private void answer(DbusMessage call) throws IOException {
    if ("ListUnits".equals(call.fields().get(DbusMessage.MEMBER))) {
      reply(call, "a(ssssssouso)", list());
      return;
    }
    String path = String.valueOf(call.fields().get(DbusMessage.PATH));
    String type = String.valueOf(call.body().get(0)).substring(NAME.length() + 1);
    Object value = property(path, type + "." + call.body().get(1));
    if (value == null) {
      var fields = replyTo(call);
      DbusMessage.field(fields, DbusMessage.ERROR_NAME, "s", NO_SUCH_PROPERTY);
      send(DbusMessage.ERROR, fields, "", new DbusWriter());
    } else {
      reply(call, "v", variant(value));
    }
  }

  private @Nullable Object property(String path, String name) {
    Map<String, Object> manager =
        Map.of("Manager.Version", "252.39-1~deb12u1", "Manager.SystemState", "running");
    for (Unit unit : units) {
      if (unit.path().equals(path)) {
        return unit.properties().get(name);
      }
    }
    return path.equals("/org/freedesktop/systemd1") ? manager.get(name) : null;
  }

  private static DbusWriter variant(Object value) {
    var body = new DbusWriter();
    switch (value) {
      case Long number -> body.signature("t").int64(number);
      case Integer number -> body.signature("u").int32(number);
      default -> body.signature("s").text(value.toString());
    }
    return body;
  }

  private DbusWriter list() {
    var array = new DbusWriter();
    for (Unit unit : units) {
      array
          .align(8)
          .text(unit.name())
          .text("A unit of the test")
          .text(unit.load())
          .text(unit.active())
          .text("any")
          .text("")
          .text(unit.path())
          .int32(0)
          .text("")
          .text("/");
    }
    byte[] elements = array.bytes();
    return new DbusWriter().int32(elements.length).align(8).raw(elements);
  }

  private static DbusWriter replyTo(DbusMessage call) {
    var fields = new DbusWriter();
    fields.align(8).int8((int) DbusMessage.REPLY_SERIAL).signature("u").int32((int) call.serial());
    String sender = requireNonNull(call.fields().get(DbusMessage.SENDER)).toString();
    DbusMessage.field(fields, DbusMessage.DESTINATION, "s", sender);
    return fields;
  }

  private void reply(DbusMessage call, String signature, DbusWriter body) throws IOException {
    send(DbusMessage.RETURN, replyTo(call), signature, body);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
