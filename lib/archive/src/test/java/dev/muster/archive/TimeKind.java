package dev.muster.archive;

import java.util.SplittableRandom;

/** Columns of times of every kind there is, drawn at random. */
enum TimeKind {
  REGULAR {
    @Override
    long next(long before, int i, SplittableRandom random) {
      return before + 15_000;
    }
  },
  JITTER {
    @Override
    long next(long before, int i, SplittableRandom random) {
      return before + 15_000 + random.nextInt(-5, 6);
    }
  },
  GAPS {
    @Override
    long next(long before, int i, SplittableRandom random) {
      return before + 1000L * (random.nextInt(20) == 0 ? random.nextInt(2, 100_000) : 1);
    }
  },
  DUPLICATES {
    @Override
    long next(long before, int i, SplittableRandom random) {
      return before + 5000L * random.nextInt(2);
    }
  },
  OUT_OF_ORDER {
    @Override
    long next(long before, int i, SplittableRandom random) {
      return before + random.nextInt(-100_000, 120_000);
    }
  },
  CLOCK_JUMPS {
    @Override
    long next(long before, int i, SplittableRandom random) {
      return random.nextInt(30) == 0 ? random.nextLong(1L << 45) : before + 15_000;
    }
  },
  EXTREMES {
    @Override
    long next(long before, int i, SplittableRandom random) {
      return switch (random.nextInt(5)) {
        case 0 -> Long.MIN_VALUE;
        case 1 -> Long.MAX_VALUE;
        case 2 -> 0;
        case 3 -> random.nextLong();
        default -> before + 1;
      };
    }
  };

  abstract long next(long before, int i, SplittableRandom random);

  /** A column of 0 to {@code most} times. */
  long[] draw(SplittableRandom random, int most) {
    var times = new long[random.nextInt(most + 1)];
    long time = 1_790_000_000_000L + random.nextInt();
    for (int i = 0; i < times.length; i++) {
      time = next(time, i, random);
      times[i] = time;
    }
    return times;
  }
}
