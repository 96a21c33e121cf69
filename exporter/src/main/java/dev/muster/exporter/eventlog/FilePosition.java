package dev.muster.exporter.eventlog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in one of the files that a rotated log consists of. The file is known again by its inode
 * and by its first bytes, so that a reused inode is not taken for the old file, and a copy that
 * rotation made is.
 *
 * @param inode a hash of the file system's key of the file, 0 where it has none
 * @param offset in bytes
 * @param head CRC-32 of the file's first bytes, as many as {@link #headLength} says
 * @param modified when the file had last changed, in ms since 1970
 * @param midLine whether the offset is inside a line that was too long and whose rest is skipped
 */
record FilePosition(int inode, long offset, int head, long modified, boolean midLine) {
  /** No file yet: what appears is read from its start. */
  static final String ABSENT = "-";

  private static final int HEAD_BYTES = 256;
  private static final Pattern TEXT =
      Pattern.compile(
          "([0-9a-f]{1,8})\\.([0-9a-f]{1,15})\\.([0-9a-f]{1,8})\\.([0-9a-f]{1,15})\\.([lm])");

  static int headLength(long offset) {
    return (int) Math.min(offset, HEAD_BYTES);
  }

  static FilePosition parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new BadCursorException("This cursor names an impossible place in a log file");
    }
    return new FilePosition(
        Integer.parseUnsignedInt(parts.group(1), 16),
        Long.parseLong(parts.group(2), 16),
        Integer.parseUnsignedInt(parts.group(3), 16),
        Long.parseLong(parts.group(4), 16),
        parts.group(5).equals("m"));
  }

  String text() {
    return String.join(
        ".",
        Integer.toHexString(inode),
        Long.toHexString(offset),
        Integer.toHexString(head),
        Long.toHexString(modified),
        midLine ? "m" : "l");
  }
}
