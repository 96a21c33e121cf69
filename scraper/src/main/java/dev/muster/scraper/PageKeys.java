package dev.muster.scraper;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The series of a page in its order, each as often as it stands there: the bytes that name it, and
 * its place in the target's {@code SeriesSet} or what else {@link SeriesKey} has for it. All in
 * three arrays, as there are hundreds of series for each of hundreds of targets.
 */
final class PageKeys {
  static final PageKeys NONE = of(List.of(), null);

  private final byte[] text;
  private final int[] ends;
  private final int[] slots;

  private PageKeys(byte[] text, int[] ends, int[] slots) {
    this.text = text;
    this.ends = ends;
    this.slots = slots;
  }

  /**
   * Keys as they stand on a page.
   *
   * @param places where the series that had a place have theirs now, null where it is the same
   */
  static PageKeys of(List<SeriesKey> keys, int @Nullable [] places) {
    int[] ends = new int[keys.size()];
    int[] slots = new int[keys.size()];
    int length = 0;
    for (int i = 0; i < ends.length; i++) {
      length += keys.get(i).length();
      ends[i] = length;
      int slot = keys.get(i).slot;
      slots[i] = places == null || slot < 0 ? slot : places[slot];
    }
    byte[] text = new byte[length];
    for (int i = 0; i < ends.length; i++) {
      keys.get(i).copyTo(text, i == 0 ? 0 : ends[i - 1]);
    }
    return new PageKeys(text, ends, slots);
  }

  /** The same series in the same order, with their places. */
  List<SeriesKey> all() {
    var keys = new SeriesKey[size()];
    Arrays.setAll(keys, this::key);
    return List.of(keys);
  }

  int size() {
    return ends.length;
  }

  /** One of them, which shares the bytes. */
  SeriesKey key(int position) {
    return new SeriesKey(text, start(position), end(position), slots[position], position);
  }

  int slot(int position) {
    return slots[position];
  }

  /** The names one after the other. */
  byte[] text() {
    return text;
  }

  /** Where a name begins in the text. */
  int start(int position) {
    return position == 0 ? 0 : ends[position - 1];
  }

  /** Where a name ends in the text. */
  int end(int position) {
    return ends[position];
  }
}
