package dev.muster.exporter.dbus;

import static java.util.Objects.requireNonNullElse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One message, after the <a href="https://dbus.freedesktop.org/doc/dbus-specification.html">D-Bus
 * specification</a>: sixteen bytes with its kind and lengths, the fields of its header, and its
 * body from the next multiple of eight.
 */
record DbusMessage(int kind, long serial, Map<Long, Object> fields, List<Object> body) {
  static final int CALL = 1;
  static final int RETURN = 2;
  static final int ERROR = 3;

  static final long PATH = 1;
  static final long TYPE = 2;
  static final long MEMBER = 3;
  static final long ERROR_NAME = 4;
  static final long REPLY_SERIAL = 5;
  static final long DESTINATION = 6;
  static final long SENDER = 7;
  static final long SIGNATURE = 8;

  /** How long what tells the lengths is. */
  static final int START = 16;

  private static final int VERSION = 1;

  /** Far more than a thousand units take; any user of the bus may send so many. */
  private static final int MAX_BYTES = 4 << 20;

  /**
   * The length of a whole message.
   *
   * @param start its first sixteen bytes
   */
  static int length(ByteBuffer start) throws DbusException {
    long fields = Integer.toUnsignedLong(ordered(start).getInt(12));
    long body = Integer.toUnsignedLong(ordered(start).getInt(4));
    long length = START + (fields + 7) / 8 * 8 + body;
    if (length > MAX_BYTES) {
      throw new DbusException(
          "D-Bus message has %d bytes; at most %d are read".formatted(length, MAX_BYTES));
    }
    return (int) length;
  }

  static DbusMessage parse(ByteBuffer message) throws DbusException {
    ByteOrder order = ordered(message).order();
    ByteBuffer head = message.slice(0, message.getInt(4 * 3) + START).order(order);
    List<Object> start = new DbusReader(head).values("yyyyuua(yv)");
    Map<Long, Object> fields = new HashMap<>();
    for (Object each : (List<?>) start.get(6)) {
      List<?> field = (List<?>) each;
      fields.put((Long) field.get(0), field.get(1));
    }
    int bodyStart = (head.limit() + 7) / 8 * 8;
    ByteBuffer body = message.slice(bodyStart, message.limit() - bodyStart).order(order);
    String signature = requireNonNullElse(fields.get(SIGNATURE), "").toString();
    return new DbusMessage(
        ((Long) start.get(1)).intValue(),
        (Long) start.get(5),
        fields,
        new DbusReader(body).values(signature));
  }

  private static ByteBuffer ordered(ByteBuffer message) throws DbusException {
    byte order = message.get(0);
    if ((order != 'l' && order != 'B') || message.get(3) != VERSION) {
      throw new DbusException("what came is no D-Bus message of version " + VERSION);
    }
    return message.order(order == 'l' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  /**
   * The bytes of a call.
   *
   * @param addressed whether there is a bus that must be told for whom it is
   */
  static byte[] call(DbusCall call, int serial, boolean addressed) {
    var fields = new DbusWriter();
    field(fields, PATH, "o", call.path());
    field(fields, TYPE, "s", call.type());
    field(fields, MEMBER, "s", call.member());
    if (addressed) {
      field(fields, DESTINATION, "s", call.destination());
    }
    var body = new DbusWriter();
    call.arguments().forEach(body::text);
    return bytes(CALL, serial, fields, "s".repeat(call.arguments().size()), body.bytes());
  }

  /** Adds a field that is a text. */
  static void field(DbusWriter fields, long code, String type, String value) {
    fields.align(8).int8((int) code).signature(type).text(value);
  }

  static byte[] bytes(int kind, int serial, DbusWriter fields, String signature, byte[] body) {
    if (!signature.isEmpty()) {
      fields.align(8).int8((int) SIGNATURE).signature("g").signature(signature);
    }
    byte[] head = fields.bytes();
    return new DbusWriter()
        .int8('l')
        .int8(kind)
        .int8(0)
        .int8(VERSION)
        .int32(body.length)
        .int32(serial)
        .int32(head.length)
        .raw(head)
        .align(8)
        .raw(body)
        .bytes();
  }
}
