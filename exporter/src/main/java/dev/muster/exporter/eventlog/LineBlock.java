package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines in a block of bytes. A line longer than {@link #MAX_LINE} is cut there and the rest of
 * it skipped, over as many blocks as it takes; invalid UTF-8 is shown as U+FFFD.
 *
 * @param lines those that are whole, none of them empty
 * @param consumed how many bytes of the block are done with
 * @param midLine whether what follows is the rest of a line that was cut
 */
record LineBlock(List<Line> lines, int consumed, boolean midLine) {
  static final int MAX_LINE = 8192;

  /**
   * A line.
   *
   * @param end the offset in the block after it
   * @param midLine whether it was cut and its rest follows there
   */
  record Line(String text, int end, boolean midLine) {}

  /**
   * Splits.
   *
   * @param midLine whether the block begins inside a line that was cut
   * @param whole whether nothing will ever be added, so that a last line without its line feed
   *     counts
   */
  static LineBlock split(byte[] block, boolean midLine, boolean whole) {
    List<Line> lines = new ArrayList<>();
    int start = 0;
    boolean skipping = midLine;
    for (int i = 0; i < block.length; i++) {
      if (block[i] == '\n') {
        if (!skipping) {
          add(lines, block, start, i, i + 1, false);
        }
        skipping = false;
        start = i + 1;
      }
    }
    int rest = block.length - start;
    if (skipping) {
      return new LineBlock(lines, block.length, true);
    }
    if (rest > MAX_LINE || (whole && rest > 0)) {
      boolean cut = rest > MAX_LINE;
      add(lines, block, start, block.length, block.length, cut);
      return new LineBlock(lines, block.length, cut);
    }
    return new LineBlock(lines, start, false);
  }

  private static void add(
      List<Line> lines, byte[] block, int start, int stop, int end, boolean midLine) {
    int length = Math.min(stop - start, MAX_LINE);
    String text = new String(block, start, length, UTF_8).stripTrailing();
    if (!text.isEmpty()) {
      lines.add(new Line(text, end, midLine));
    }
  }
}
