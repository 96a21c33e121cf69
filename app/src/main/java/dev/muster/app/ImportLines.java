package dev.muster.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a file as pieces of whole lines. */
final class ImportLines {
  private static final int PIECE = 1 << 20;

  /** More than any line of a format may have. */
  private static final int LONGEST_LINE = 1 << 20;

  private final InputStream in;
  private byte[] bytes = new byte[PIECE];

  /** How many bytes are whole lines. */
  private int length;

  /** How many there are, the begin of a line behind those among them. */
  private int size;

  private long read;

  ImportLines(InputStream in) {
    this.in = in;
  }

  /**
   * Goes to the next piece; false where there is none.
   *
   * @param line the number of its first line, counted from 1
   * @throws ImportException if a line is too long
   */
  boolean next(long line) throws IOException {
    System.arraycopy(bytes, length, bytes, 0, size - length);
    size -= length;
    length = 0;
    boolean ended = false;
    while (!ended && length == 0) {
      if (size == bytes.length) {
        if (size > LONGEST_LINE) {
          throw new ImportException(
              line, "a line longer than " + LONGEST_LINE + " bytes; no series is that long");
        }
        bytes = Arrays.copyOf(bytes, 2 * size);
      }
      int more = in.readNBytes(bytes, size, bytes.length - size);
      ended = size + more < bytes.length;
      size += more;
      read += more;
      length = ended ? size : behindLastLine();
    }
    if (ended && length > 0 && bytes[length - 1] != '\n') {
      bytes = Arrays.copyOf(bytes, bytes.length + 1);
      bytes[length++] = '\n';
      size = length;
    }
    return length > 0;
  }

  private int behindLastLine() {
    int end = size;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** How many bytes of the file were read. */
  long bytesRead() {
    return read;
  }
}
