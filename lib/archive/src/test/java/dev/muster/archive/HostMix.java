package dev.muster.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A day of a PC's samples as an exporter of its kind gives them: 300 series, of which 56 % never
 * change and about a third do at each scrape. Deterministic.
 */
final class HostMix {
  private static final int PAGE = 4096;

  /** Most gauges and counters of an exporter are whole numbers. */
  private static final double[] UNITS = {1, 1, 1, 1, 10, 100};

  private final SplittableRandom random;
  private final int scrapes;

  /** How busy the machine is at each scrape, about 1 on average. */
  private final double[] busy;

  private final List<double[]> series = new ArrayList<>();

  private HostMix(long seed, int scrapes) {
    this.random = new SplittableRandom(seed);
    this.scrapes = scrapes;
    busy = new double[scrapes];
    double drift = 0;
    for (int i = 0; i < scrapes; i++) {
      drift = 0.98 * drift + 0.1 * random.nextGaussian();
      double day = 1 + 0.8 * Math.sin(2 * Math.PI * i / scrapes);
      busy[i] = Math.max(0.05, day + drift);
    }
  }

  /** All series of one host. */
  static List<double[]> host(long seed, int scrapes) {
    var mix = new HostMix(seed, scrapes);
    mix.constants(168);
    mix.seldom();
    mix.processors(8);
    mix.memory(20);
    mix.traffic();
    mix.others();
    return mix.series;
  }

  /** Gauges, a third with decimals; noise of tens to tens of thousands of the last digit. */
  static List<double[]> noisyGauges(int count, int scrapes) {
    var mix = new HostMix(1, scrapes);
    for (int i = 0; i < count; i++) {
      double unit = UNITS[i % UNITS.length];
      double noise = Math.pow(10, 1 + 3.5 * mix.random.nextDouble());
      double centre = noise * (3 + 20 * mix.random.nextDouble());
      mix.add(at -> Math.rint(centre + noise * mix.random.nextGaussian()) / unit);
    }
    return mix.series;
  }

  /** Counters, a third with decimals; noisy rates that follow the day, two restarts in it. */
  static List<double[]> counters(int count, int scrapes) {
    var mix = new HostMix(2, scrapes);
    for (int i = 0; i < count; i++) {
      double rate = Math.pow(10, 2 + 4 * mix.random.nextDouble());
      mix.counter(rate, 0.3, UNITS[i % UNITS.length], mix.random.nextInt(1_000_000_000));
      double[] counter = mix.series.getLast();
      for (int restart = 1; restart <= 2; restart++) {
        double before = counter[restart * scrapes / 3];
        for (int at = restart * scrapes / 3; at < scrapes; at++) {
          counter[at] = Math.rint((counter[at] - before) * 1000) / 1000;
        }
      }
    }
    return mix.series;
  }

  static List<double[]> constants(int count, int scrapes) {
    var mix = new HostMix(3, scrapes);
    mix.constants(count);
    return mix.series;
  }

  private interface ValueAt {
    double at(int scrape);
  }

  private void add(ValueAt value) {
    var values = new double[scrapes];
    for (int i = 0; i < scrapes; i++) {
      values[i] = value.at(i);
    }
    series.add(values);
  }

  private void constants(int count) {
    for (int i = 0; i < count; i++) {
      double value =
          switch (i % 6) {
            case 0, 1 -> 0;
            case 2, 3 -> 1;
            case 4 -> (double) random.nextInt(10_000_000) * PAGE;
            default -> random.nextInt(100_000) / 100.0;
          };
      add(at -> value);
    }
  }

  /** Errors, sockets, slabs: they stand for minutes, then change a little. */
  private void seldom() {
    for (int i = 0; i < 12; i++) {
      counterOf(0.02, 1, 1);
    }
    for (int i = 0; i < 8; i++) {
      counterOf(0.5, 8, 100);
    }
    for (int i = 0; i < 17; i++) {
      double unit = i < 10 ? 1 : PAGE;
      double seldom = i < 10 ? 0.1 : 0.3;
      var now = new long[] {random.nextInt(1000, 100_000)};
      add(at -> {
        if (random.nextDouble() < seldom) {
          now[0] += random.nextInt(-3, 4);
        }
        return now[0] * unit;
      });
    }
  }

  /** Seconds of a processor's modes, two decimals: all of them make up the time that passed. */
  private void processors(int count) {
    for (int cpu = 0; cpu < count; cpu++) {
      var user = new double[scrapes];
      var system = new double[scrapes];
      var idle = new double[scrapes];
      double[] now = {1e5 * random.nextDouble(), 4e4 * random.nextDouble(), 2e6};
      for (int i = 0; i < scrapes; i++) {
        double used = Math.min(14, 0.8 * busy[i] * Math.exp(0.4 * random.nextGaussian()));
        double kernel = used * (0.2 + 0.05 * random.nextGaussian());
        now[0] += used - kernel;
        now[1] += Math.max(0, kernel);
        now[2] += 15 - used - 0.02 * random.nextDouble();
        user[i] = Math.rint(now[0] * 100) / 100;
        system[i] = Math.rint(now[1] * 100) / 100;
        idle[i] = Math.rint(now[2] * 100) / 100;
      }
      series.addAll(List.of(user, system, idle));
    }
  }

  private void memory(int count) {
    for (int i = 0; i < count; i++) {
      double stride = Math.pow(10, 0.5 + 2.5 * random.nextDouble());
      double[] now = {1e6 * random.nextDouble() + 1e5};
      add(at -> {
        now[0] = Math.max(1000, now[0] + stride * busy[at] * random.nextGaussian());
        return Math.rint(now[0]) * PAGE;
      });
    }
  }

  /** Bytes, packets, operations and busy seconds of disks and networks; interrupts, switches. */
  private void traffic() {
    for (int i = 0; i < 12; i++) {
      counter(Math.pow(10, 3 + 2.5 * random.nextDouble()), 0.8, 1, random.nextInt());
    }
    for (int i = 0; i < 10; i++) {
      counter(Math.pow(10, 1 + 2 * random.nextDouble()), 0.8, 1, random.nextInt(100_000_000));
    }
    for (int i = 0; i < 6; i++) {
      counter(100 + 400 * random.nextDouble(), 0.8, 1000, random.nextInt(100_000_000));
    }
    for (int i = 0; i < 4; i++) {
      counter(20_000, 0.2, 1, random.nextInt());
    }
  }

  private void others() {
    for (double minutes : new double[] {1, 5, 15}) {
      double keep = Math.exp(-0.25 / minutes);
      double[] now = {0.5};
      add(at -> {
        double running = Math.max(0, busy[at] + 0.7 * random.nextGaussian());
        now[0] = keep * now[0] + (1 - keep) * running;
        return Math.rint(now[0] * 100) / 100;
      });
    }
    add(at -> 1.79e9 + 15 * at + 0.004 * random.nextDouble());
    for (int i = 0; i < 5; i++) {
      int period = random.nextInt(20, 60);
      double rise = 5e4 * (1 + random.nextDouble());
      add(at -> 8 * Math.rint(4e5 + rise * (at % period + 0.3 * random.nextGaussian()) / 8));
    }
    for (int i = 0; i < 8; i++) {
      double usual = Math.pow(10, 4.5 + 2 * random.nextDouble());
      add(at -> Math.rint(usual * Math.exp(0.3 * random.nextGaussian())) / 1e9);
    }
    add(at -> 1 + Math.floor(2 * busy[at] * random.nextDouble()));
    add(at -> 300 + Math.rint(5 * random.nextGaussian()));
  }

  private void counterOf(double chance, int most, double unit) {
    var now = new long[] {random.nextInt(100_000)};
    add(at -> {
      if (random.nextDouble() < chance) {
        now[0] += random.nextInt(1, most + 1);
      }
      return now[0] / unit;
    });
  }

  private void counter(double rate, double spread, double unit, long start) {
    double[] now = {Math.abs(start)};
    add(at -> {
      now[0] += Math.rint(rate * busy[at] * Math.exp(spread * random.nextGaussian()));
      return now[0] / unit;
    });
  }
}
