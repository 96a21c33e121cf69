package dev.muster.exporter.collector;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One value of a device, as {@code /sys} has them a file each. That there is no such file, or that
 * the device has no such value right now, is normal and makes the value null. Not safe for two
 * threads at once.
 */
final class SysFile {
  /** What the kernel writes at most. */
  private static final int MAX_BYTES = 4096;

  private static final int USUAL_BYTES = 128;

  private final File path;
  private final boolean kept;
  private @Nullable RandomAccessFile file;

  /**
   * A value that is not read yet.
   *
   * @param kept whether the file stays open between readings
   */
  SysFile(Path path, boolean kept) {
    this.path = path.toFile();
    this.kept = kept;
  }

  /** The text without the white space around it. */
  @Nullable String text() {
    RandomAccessFile open = file;
    if (open != null) {
      try {
        open.seek(0);
        return read(open);
      } catch (IOException gone) {
        // A device of the same name may have come instead.
        close();
      }
    }
    if (!path.canRead()) {
      return null; // asked first, because an exception costs ten times as much
    }
    try {
      file = new RandomAccessFile(path, "r");
      return read(file);
    } catch (FileNotFoundException none) {
      return null;
    } catch (IOException noValue) {
      close();
      return null;
    } finally {
      if (!kept) {
        close();
      }
    }
  }

  /** A number, decimal or with {@code 0x}; null also where the text is none. */
  @Nullable Double number() {
    String text = text();
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return (double) Long.decode(text.startsWith("0x") ? text : withoutZeros(text));
    } catch (NumberFormatException none) {
      return null;
    }
  }

  /** Leading zeros would mean octal. */
  private static String withoutZeros(String text) {
    int at = 0;
    while (at < text.length() - 1 && text.charAt(at) == '0') {
      at++;
    }
    return text.substring(at);
  }

  private static String read(RandomAccessFile from) throws IOException {
    byte[] bytes = new byte[USUAL_BYTES];
    int length = Math.max(0, from.read(bytes, 0, USUAL_BYTES));
    while (length == bytes.length && length < MAX_BYTES) {
      bytes = Arrays.copyOf(bytes, length * 2);
      length += Math.max(0, from.read(bytes, length, bytes.length - length));
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
  }

  private void close() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException ignored) {
        // It was only read from.
      }
      file = null;
    }
  }
}
