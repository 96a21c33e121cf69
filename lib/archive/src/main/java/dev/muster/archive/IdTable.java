package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Series' ids by their labels: a hash table of nothing but ids, 5 to 11 bytes a series, as whoever
 * keeps it can tell the labels of each id. Linear probing; what goes leaves no gap (Knuth, The Art
 * of Computer Programming, 6.4, algorithm R). Not safe for several threads.
 */
final class IdTable {
  private static final int FREE = -1;

  private final IntFunction<Labels> labels;
  private int[] slots = free(64);
  private int size;

  /**
   * An empty one.
   *
   * @param labels those of an id in the table
   */
  IdTable(IntFunction<Labels> labels) {
    this.labels = labels;
  }

  private static int[] free(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, FREE);
    return slots;
  }

  int size() {
    return size;
  }

  /** The id of these labels, or below 0 where there is none. */
  int find(Labels series) {
    int slot = home(series);
    while (slots[slot] != FREE && !labels.apply(slots[slot]).equals(series)) {
      slot = next(slot);
    }
    return slots[slot];
  }

  /** Adds an id whose labels are not in the table. */
  void add(int id) {
    if (4 * (size + 1) > 3 * slots.length) {
      int[] before = slots;
      slots = free(2 * before.length);
      for (int old : before) {
        if (old != FREE) {
          put(old);
        }
      }
    }
    put(id);
    size++;
  }

  private void put(int id) {
    int slot = home(labels.apply(id));
    while (slots[slot] != FREE) {
      slot = next(slot);
    }
    slots[slot] = id;
  }

  /** Takes an id away, whose labels must still be known. */
  void remove(int id) {
    int gap = home(labels.apply(id));
    while (slots[gap] != id) {
      if (slots[gap] == FREE) {
        return;
      }
      gap = next(gap);
    }
    size--;
    for (int slot = next(gap); slots[slot] != FREE; slot = next(slot)) {
      int fromHome = slot - home(labels.apply(slots[slot])) & slots.length - 1;
      if (fromHome >= (slot - gap & slots.length - 1)) {
        slots[gap] = slots[slot];
        gap = slot;
      }
    }
    slots[gap] = FREE;
  }

  private int next(int slot) {
    return slot + 1 & slots.length - 1;
  }

  private int home(Labels series) {
    int hash = series.hashCode() * 0x9e3779b9;
    return (hash ^ hash >>> 15) & slots.length - 1;
  }
}
