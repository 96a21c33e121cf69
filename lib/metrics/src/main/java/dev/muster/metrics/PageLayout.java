package dev.muster.metrics;

import java.util.Arrays;
import java.util.Objects;

/**
 * Where the values stand on a page. The next page of the same program mostly differs from it in
 * some values alone: it is then compared, many bytes at a time, and only the values that changed
 * are read.
 *
 * <p>Used by one thread at a time.
 */
public final class PageLayout {
  /** What a line may grow by, when a value gets longer, without coming near the limit of a line. */
  private static final int LONGEST_VALUE = 64;

  private byte[] page;
  private int length;
  private final int[] starts;
  private final int[] ends;

  private PageLayout(byte[] page, int length, int[] starts, int[] ends) {
    this.page = Arrays.copyOf(page, length);
    this.length = length;
    this.starts = starts;
    this.ends = ends;
  }

  /**
   * Where the values stood on a page that was read to its end.
   *
   * @param spans of each sample, in the order of the page, where its value began and ended
   * @param samples how many of these count
   */
  public static PageLayout of(byte[] page, int length, int[] spans, int samples) {
    Objects.checkFromToIndex(0, length, page.length);
    int[] starts = new int[samples];
    int[] ends = new int[samples];
    for (int i = 0; i < samples; i++) {
      starts[i] = spans[2 * i];
      ends[i] = spans[2 * i + 1];
    }
    return new PageLayout(page, length, starts, ends);
  }

  /** Whether every line may grow by a value and stay shorter than this many bytes. */
  public boolean hasLinesBelow(int bytes) {
    int begin = 0;
    for (int i = 0; i < length; i++) {
      if (page[i] == '\n') {
        begin = i + 1;
      } else if (i - begin + LONGEST_VALUE >= bytes) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads a page that differs from the last one in values alone.
   *
   * @param values holds the last page's values, each at its place, and then this page's
   * @param places of each sample, in the order of the page, the place of its value, or less than 0
   *     for one that nobody wants
   * @return whether it was such a page; if not, neither the values nor this layout mean anything
   *     any more
   */
  public boolean follow(byte[] next, int nextLength, double[] values, int[] places) {
    Objects.checkFromToIndex(0, nextLength, next.length);
    int here = 0;
    int there = 0;
    int sample = 0;
    while (true) {
      int same = Arrays.mismatch(page, here, length, next, there, nextLength);
      int shift = there - here;
      int changed = same < 0 ? starts.length : sampleAt(here + same, sample);
      if (changed < 0) {
        return false;
      }
      for (; sample < changed; sample++) {
        starts[sample] += shift;
        ends[sample] += shift;
      }
      if (same < 0) {
        keep(next, nextLength);
        return true;
      }
      int start = starts[sample] + shift;
      int end = endOfValue(next, start, nextLength);
      if (end == start || !read(next, start, end, values, places[sample])) {
        return false;
      }
      here = ends[sample];
      there = end;
      starts[sample] = start;
      ends[sample++] = end;
    }
  }

  /** The sample whose value spans a place or ends there, from one on; -1 for none. */
  private int sampleAt(int place, int from) {
    int sample = from;
    while (sample < ends.length && ends[sample] < place) {
      sample++;
    }
    return sample < ends.length && starts[sample] <= place ? sample : -1;
  }

  private static int endOfValue(byte[] page, int start, int length) {
    int end = start;
    int last = Math.min(length, start + LONGEST_VALUE);
    while (end < last && page[end] != '\n' && !PageCursor.isBlank(page[end])) {
      end++;
    }
    return end == last && last < length ? start : end;
  }

  private static boolean read(byte[] page, int start, int end, double[] values, int place) {
    try {
      double value = NumberSyntax.parse(page, start, end);
      if (place >= 0) {
        values[place] = value;
      }
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private void keep(byte[] next, int nextLength) {
    if (page.length < nextLength) {
      page = new byte[nextLength + nextLength / 16];
    }
    System.arraycopy(next, 0, page, 0, nextLength);
    length = nextLength;
  }
}
