package dev.muster.fleet;

import java.util.regex.Pattern;

/**
 * Sizes as Prometheus writes them: a whole number and B, KB, MB, GB or TB (or KiB, MiB, GiB, TiB,
 * the same), each unit 1,024 times the one before.
 */
final class ByteSize {
  private static final Pattern SYNTAX =
      Pattern.compile("(\\d{1,10})(B|KB|KiB|MB|MiB|GB|GiB|TB|TiB)");
  private static final long LEAST = 1L << 10;
  private static final long MOST = 1L << 30;

  private ByteSize() {}

  /** Of what is held in memory. */
  static long parse(String text) throws BadValueException {
    String right = "use a size from 1KB to 1GB, a whole number with B, KB, MB or GB";
    if (text.indexOf('T') >= 0) {
      throw new BadValueException("is not a size", right);
    }
    return parse(text, LEAST, MOST, right);
  }

  /** Of what is kept on the disk, from the least to the most allowed, both included. */
  static long parseOnDisk(String text, long least, long most) throws BadValueException {
    String right =
        "use a size from %s to %s, a whole number with MB, GB or TB".formatted(of(least), of(most));
    return parse(text, least, most, right);
  }

  private static long parse(String text, long least, long most, String right)
      throws BadValueException {
    var match = SYNTAX.matcher(text);
    if (!match.matches()) {
      throw new BadValueException("is not a size", right);
    }
    int power =
        switch (match.group(2).charAt(0)) {
          case 'K' -> 10;
          case 'M' -> 20;
          case 'G' -> 30;
          case 'T' -> 40;
          default -> 0;
        };
    long number = Long.parseLong(match.group(1));
    long bytes = number > Long.MAX_VALUE >> power ? Long.MAX_VALUE : number << power;
    if (bytes < least || bytes > most) {
      throw new BadValueException(bytes < least ? "is too small" : "is too large", right);
    }
    return bytes;
  }

  /** In the largest unit that needs no fraction. */
  static String of(long bytes) {
    if (bytes > 0 && bytes % (1L << 40) == 0) {
      return (bytes >> 40) + "TB";
    }
    if (bytes > 0 && bytes % (1L << 30) == 0) {
      return (bytes >> 30) + "GB";
    }
    if (bytes > 0 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "MB";
    }
    return bytes > 0 && bytes % (1L << 10) == 0 ? (bytes >> 10) + "KB" : bytes + "B";
  }
}
