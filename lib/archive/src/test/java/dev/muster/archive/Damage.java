package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What may happen to stored bytes, and what must come of it. */
final class Damage {
  private Damage() {}

  /** The blob, sometimes cut off, with one to five bits turned. */
  static byte[] of(byte[] blob, SplittableRandom random) {
    int length = random.nextInt(3) == 0 ? random.nextInt(blob.length + 1) : blob.length;
    byte[] damaged = Arrays.copyOf(blob, length);
    for (int flips = random.nextInt(1, 6); flips > 0 && length > 0; flips--) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(length, 12) : length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
    }
    return damaged;
  }

  /** The reading ends, with some values or the exception for damage and with nothing else. */
  static void assertFoundOrHarmless(String what, Runnable reading) {
    try {
      reading.run();
    } catch (DamagedBlobException expected) {
      assertThat(expected).hasMessageContaining("at byte");
    } catch (RuntimeException | Error unexpected) {
      throw new AssertionError(what, unexpected);
    }
  }
}
