package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal's export format: entries parted by an empty line, of fields {@code NAME=VALUE},
 * or, where the value is not plain text, {@code NAME}, a line feed, the value's length in 8 bytes
 * (little endian), the value, a line feed.
 *
 * @see <a href="https://systemd.io/JOURNAL_EXPORT_FORMATS/">the format</a>
 */
final class JournalExport {
  /** Longer values are cut. */
  static final int MAX_VALUE = LineBlock.MAX_LINE;

  private static final int MAX_NAME = 256;
  private static final int MAX_FIELDS = 128;

  /** The journal itself takes no longer value. */
  private static final long LONGEST_VALUE = 768L << 20;

  private final InputStream in;

  JournalExport(InputStream in) {
    this.in = in;
  }

  /**
   * The next whole entry's fields, or null at the end. Of a field that comes more than once the
   * first value counts.
   *
   * @throws IOException if this is not the export format
   */
  @Nullable Map<String, String> next() throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      while (true) {
        byte[] line = line();
        if (line.length > 0) {
          add(fields, line);
        } else if (!fields.isEmpty()) {
          return fields;
        }
      }
    } catch (EOFException end) {
      return null;
    }
  }

  private void add(Map<String, String> fields, byte[] line) throws IOException {
    int equals = indexOfEquals(line);
    String name = new String(line, 0, equals < 0 ? line.length : equals, UTF_8);
    if (name.length() > MAX_NAME || fields.size() >= MAX_FIELDS) {
      throw new IOException("journalctl printed something else than the export format");
    }
    byte[] value = line;
    int from = equals + 1;
    if (equals < 0) {
      value = binary();
      from = 0;
    }
    int length = Math.min(value.length - from, MAX_VALUE);
    fields.putIfAbsent(name, new String(value, from, length, UTF_8));
  }

  private static int indexOfEquals(byte[] line) {
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '=') {
        return i;
      }
    }
    return -1;
  }

  private byte[] line() throws IOException {
    var line = new ByteArrayOutputStream(128);
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      if (next == '\n') {
        return line.toByteArray();
      }
      if (line.size() < MAX_NAME + MAX_VALUE) {
        line.write(next);
      }
    }
  }

  private byte[] binary() throws IOException {
    long length = 0;
    byte[] bytes = whole(Long.BYTES);
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      length = length << 8 | (bytes[i] & 0xff);
    }
    if (length < 0 || length > LONGEST_VALUE) {
      throw new IOException("journalctl printed something else than the export format");
    }
    byte[] value = whole((int) Math.min(length, MAX_VALUE));
    in.skipNBytes(length - value.length);
    if (whole(1)[0] != '\n') {
      throw new IOException("journalctl printed something else than the export format");
    }
    return value;
  }

  private byte[] whole(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }
}
