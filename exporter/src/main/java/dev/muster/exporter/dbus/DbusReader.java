package dev.muster.exporter.dbus;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes values out of bytes by their signature. Whole numbers are {@link Long}s (those of 64 bits
 * without sign too), texts, paths and signatures {@link String}s; structures, arrays and entries
 * are {@link List}s, and a variant is what is in it.
 *
 * <p>Nothing in the bytes is trusted: a length beyond their end, a type unknown or one nested too
 * deeply, a structure of nothing, or too many values, is a {@link DbusException}.
 */
final class DbusReader {
  private static final int MAX_DEPTH = 32;

  /** Far more than a thousand units have. */
  private static final int MAX_VALUES = 1 << 18;

  private final ByteBuffer bytes;
  private String signature = "";
  private int at;
  private int depth;
  private int read;

  /**
   * A reader.
   *
   * @param bytes from a place that is a multiple of eight in the message, in the message's order
   */
  DbusReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** One value for each type of the signature. */
  List<Object> values(String types) throws DbusException {
    signature = types;
    at = 0;
    List<Object> values = new ArrayList<>();
    try {
      while (at < signature.length()) {
        values.add(next());
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new DbusException("D-Bus message ends within a value of \"" + types + "\"", e);
    }
    return values;
  }

  private Object next() throws DbusException {
    if (++read > MAX_VALUES) {
      throw new DbusException("D-Bus message has more than " + MAX_VALUES + " values");
    }
    char type = type();
    return switch (type) {
      case 'y' -> (long) (bytes.get() & 0xff);
      case 'b', 'u' -> Integer.toUnsignedLong(align(4).getInt());
      case 'i' -> (long) align(4).getInt();
      case 'n' -> (long) align(2).getShort();
      case 'q' -> Short.toUnsignedLong(align(2).getShort());
      case 'x', 't' -> align(8).getLong();
      case 'd' -> align(8).getDouble();
      case 's', 'o' -> text(align(4).getInt());
      case 'g' -> text(bytes.get() & 0xff);
      case 'v' -> nested(this::variant);
      case 'a' -> nested(this::array);
      case '(', '{' -> nested(() -> structure(type == '(' ? ')' : '}'));
      default -> throw unknown(type);
    };
  }

  private char type() throws DbusException {
    if (at >= signature.length()) {
      throw new DbusException("D-Bus signature \"" + signature + "\" ends within a type");
    }
    return signature.charAt(at++);
  }

  private DbusException unknown(char type) {
    return new DbusException("D-Bus type '" + type + "' is unknown");
  }

  private ByteBuffer align(int multiple) {
    return bytes.position((bytes.position() + multiple - 1) / multiple * multiple);
  }

  private String text(int length) {
    byte[] encoded = new byte[checked(length)];
    bytes.get(encoded);
    bytes.get();
    return new String(encoded, StandardCharsets.UTF_8);
  }

  private int checked(int length) {
    if (length < 0 || length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    return length;
  }

  private interface Part {
    Object read() throws DbusException;
  }

  private Object nested(Part part) throws DbusException {
    if (++depth > MAX_DEPTH) {
      throw new DbusException("D-Bus value is nested more than " + MAX_DEPTH + " deep");
    }
    Object value = part.read();
    depth--;
    return value;
  }

  private Object variant() throws DbusException {
    String outer = signature;
    int outerAt = at;
    signature = text(bytes.get() & 0xff);
    at = 0;
    Object value = next();
    signature = outer;
    at = outerAt;
    return value;
  }

  private List<Object> array() throws DbusException {
    int length = align(4).getInt();
    int element = at;
    skipType();
    int behind = at;
    align(alignment(signature.charAt(element)));
    int end = bytes.position() + checked(length);
    List<Object> values = new ArrayList<>();
    while (bytes.position() < end) {
      at = element;
      values.add(next());
    }
    at = behind;
    return values;
  }

  private List<Object> structure(char close) throws DbusException {
    align(8);
    List<Object> values = new ArrayList<>();
    while (at < signature.length() && signature.charAt(at) != close) {
      values.add(next());
    }
    type();
    if (values.isEmpty()) { // An array of such would have no end.
      throw new DbusException("D-Bus structure has nothing in it");
    }
    return values;
  }

  private void skipType() throws DbusException {
    char type = type();
    while (type == 'a') {
      type = type();
    }
    int open = type == '(' || type == '{' ? 1 : 0;
    while (open > 0) {
      char inner = type();
      if (inner == '(' || inner == '{') {
        open++;
      } else if (inner == ')' || inner == '}') {
        open--;
      }
    }
  }

  private int alignment(char type) throws DbusException {
    return switch (type) {
      case 'y', 'g', 'v' -> 1;
      case 'n', 'q' -> 2;
      case 'b', 'i', 'u', 's', 'o', 'a' -> 4;
      case 'x', 't', 'd', '(', '{' -> 8;
      default -> throw unknown(type);
    };
  }
}
