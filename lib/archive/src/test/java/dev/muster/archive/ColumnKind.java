package dev.muster.archive;

import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;

/** Columns of values of every kind there is, drawn at random. */
enum ColumnKind {
  CONSTANT {
    @Override
    void fill(double[] values, SplittableRandom random) {
      double value = anyNumber(random);
      for (int i = 0; i < values.length; i++) {
        values[i] = value;
      }
    }
  },
  COUNTER_WITH_RESETS {
    @Override
    void fill(double[] values, SplittableRandom random) {
      double unit = decimal(random);
      long now = random.nextLong(1L << random.nextInt(1, 48));
      long rate = random.nextLong(1, 1L << random.nextInt(1, 30));
      for (int i = 0; i < values.length; i++) {
        now = random.nextInt(100) == 0 ? 0 : now + random.nextLong(rate) + rate / 2;
        values[i] = now / unit;
      }
    }
  },
  STEADY_COUNTER {
    @Override
    void fill(double[] values, SplittableRandom random) {
      double unit = decimal(random);
      long start = random.nextInt();
      long step = random.nextInt(-1000, 100_000);
      for (int i = 0; i < values.length; i++) {
        values[i] = (start + i * step) / unit;
      }
    }
  },
  NOISY_GAUGE {
    @Override
    void fill(double[] values, SplittableRandom random) {
      double unit = decimal(random);
      double centre = random.nextGaussian() * Math.pow(10, random.nextInt(8));
      double noise = Math.pow(10, random.nextInt(-3, 6));
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.rint((centre + noise * random.nextGaussian()) * unit) / unit;
      }
    }
  },
  WALKING_GAUGE {
    @Override
    void fill(double[] values, SplittableRandom random) {
      long page = 1L << random.nextInt(16);
      long now = random.nextLong(1L << 40) / page;
      long stride = 1L << random.nextInt(20);
      for (int i = 0; i < values.length; i++) {
        now += random.nextLong(stride) - stride / 2;
        values[i] = now * page;
      }
    }
  },
  SPARSE_CHANGES {
    @Override
    void fill(double[] values, SplittableRandom random) {
      double unit = decimal(random);
      int seldom = random.nextInt(2, 200);
      boolean counts = random.nextBoolean();
      long now = random.nextInt(1000);
      for (int i = 0; i < values.length; i++) {
        if (random.nextInt(seldom) == 0) {
          now = counts ? now + 1 + random.nextInt(5) : random.nextInt(1000);
        }
        values[i] = now / unit;
      }
    }
  },
  SAWTOOTH {
    @Override
    void fill(double[] values, SplittableRandom random) {
      double unit = decimal(random);
      int teeth = random.nextInt(1, 300);
      long rise = random.nextLong(1, 1L << 30);
      for (int i = 0; i < values.length; i++) {
        values[i] = i % teeth * rise / unit;
      }
    }
  },
  CLOCK {
    @Override
    void fill(double[] values, SplittableRandom random) {
      double now = 1.7e9 + random.nextDouble() * 1e8;
      for (int i = 0; i < values.length; i++) {
        values[i] = now + 15 * i + random.nextDouble() * 0.01;
      }
    }
  },
  FULL_FRACTIONS {
    @Override
    void fill(double[] values, SplittableRandom random) {
      double scale = Math.pow(10, random.nextInt(-300, 300));
      boolean signs = random.nextBoolean();
      for (int i = 0; i < values.length; i++) {
        values[i] = scale * (signs ? random.nextGaussian() : random.nextDouble());
      }
    }
  },
  SINGLE_PRECISION {
    @Override
    void fill(double[] values, SplittableRandom random) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (20 + random.nextGaussian());
      }
    }
  },
  RANDOM_BITS {
    @Override
    void fill(double[] values, SplittableRandom random) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Double.longBitsToDouble(random.nextLong());
      }
    }
  },
  HUGE_INTEGERS {
    @Override
    void fill(double[] values, SplittableRandom random) {
      double most = Math.scalb(1.0, random.nextInt(50, 68));
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.rint(most * (random.nextDouble() * 2 - 1));
      }
    }
  },
  SUBNORMALS {
    @Override
    void fill(double[] values, SplittableRandom random) {
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(1 << random.nextInt(1, 30)) * Double.MIN_VALUE;
      }
    }
  },
  SPECIALS {
    @Override
    void fill(double[] values, SplittableRandom random) {
      for (int i = 0; i < values.length; i++) {
        values[i] = special(random);
      }
    }
  },
  MIXED {
    @Override
    void fill(double[] values, SplittableRandom random) {
      for (int i = 0; i < values.length; i++) {
        values[i] = anyNumber(random);
      }
    }
  },
  SPRINKLED {
    @Override
    void fill(double[] values, SplittableRandom random) {
      plain(random).fill(values, random);
      int seldom = random.nextInt(2, 300);
      for (int i = 0; i < values.length; i++) {
        if (random.nextInt(seldom) == 0) {
          values[i] = special(random);
        }
      }
    }
  },
  ENDING_STALE {
    @Override
    void fill(double[] values, SplittableRandom random) {
      plain(random).fill(values, random);
      if (values.length > 0) {
        values[values.length - 1] = STALE;
      }
    }
  };

  static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

  private static final List<ColumnKind> PLAIN = List.copyOf(EnumSet.range(CONSTANT, MIXED));

  private static final double[] SPECIAL = {
    STALE,
    Double.NaN,
    Double.longBitsToDouble(0xfff8000000000000L),
    Double.longBitsToDouble(0x7ff8deadbeef0001L),
    Double.longBitsToDouble(-1L),
    -0.0,
    0.0,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    0x1p53,
    0x1p53 + 2,
    -0x1p53,
    0x1p61,
    -0x1p61,
    0x1p62,
    0x1p63,
    -0x1p63,
    0x1p64,
    1e22,
    1e23,
    1e-22,
    1e-23,
    0.1 + 0.2,
  };

  /** Fills all of the array. */
  abstract void fill(double[] values, SplittableRandom random);

  /** A column of 0 to {@code most} values; short ones are the more frequent. */
  double[] draw(SplittableRandom random, int most) {
    int bound = random.nextInt(4) == 0 ? most : Math.min(most, 70);
    var values = new double[random.nextInt(bound + 1)];
    fill(values, random);
    return values;
  }

  private static ColumnKind plain(SplittableRandom random) {
    return PLAIN.get(random.nextInt(PLAIN.size()));
  }

  private static double special(SplittableRandom random) {
    return SPECIAL[random.nextInt(SPECIAL.length)];
  }

  private static double decimal(SplittableRandom random) {
    return Math.pow(10, random.nextInt(2) == 0 ? 0 : random.nextInt(10));
  }

  private static double anyNumber(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> special(random);
      case 1 -> random.nextInt(-1000, 1000);
      case 2 -> random.nextInt() / Math.pow(10, random.nextInt(23));
      case 3 -> random.nextDouble();
      case 4 -> random.nextLong();
      default -> Double.longBitsToDouble(random.nextLong());
    };
  }
}
