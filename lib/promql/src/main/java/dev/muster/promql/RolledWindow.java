package dev.muster.promql;

import dev.muster.metrics.Rollups;
import dev.muster.metrics.Windows.Use;

/**
 * The rollups of one series that one moment sees, beside the {@link Window} of its samples. A
 * rollup counts as a whole, at its last millisecond. A window shorter than a rollup, in which there
 * is nothing else, sees the latest one for as long as that is: one object slides over all moments.
 */
final class RolledWindow {
  private final Rollups rollups;
  private final long rangeMillis;
  private int from;
  private int to;

  /** What a window has of the rollup that it is shorter than; else 1. */
  private double share = 1;

  RolledWindow(Rollups rollups, long rangeMillis) {
    this.rollups = rollups;
    this.rangeMillis = rangeMillis;
  }

  /** Slides to where the window of samples is. */
  void moveTo(Window window) {
    long end = window.end();
    long start = window.start();
    share = 1;
    while (to < rollups.size() && rollups.endsMillis()[to] - 1 <= end) {
      to++;
    }
    from = Math.min(from, to);
    while (from < to && rollups.endsMillis()[from] - 1 <= start) {
      from++;
    }
    if (from == to && window.size() == 0 && to > 0 && end < rollups.untilMillis()) {
      widen(end);
    }
  }

  private void widen(long end) {
    long last = rollups.endsMillis()[to - 1];
    long length = last - rollups.startsMillis()[to - 1];
    if (length > rangeMillis && end < last - 1 + length) {
      from = to - 1;
      share = (double) rangeMillis / length;
    }
  }

  boolean isEmpty() {
    return from == to;
  }

  /** What rollups and samples come to. */
  double value(Use use, Window samples) {
    return switch (use) {
      case MIN -> least(samples);
      case MAX -> greatest(samples);
      case SUM -> sum(samples) * share;
      case COUNT -> count(samples) * share;
      case AVERAGE -> sum(samples) / count(samples);
      case INCREASE -> increase(samples) * share;
      case LAST, SAMPLES -> last(samples);
    };
  }

  private double least(Window samples) {
    double least = Statistics.min(rollups.values(), from, to);
    for (int i = 0; i < samples.size(); i++) {
      least = samples.value(i) < least ? samples.value(i) : least;
    }
    return least;
  }

  private double greatest(Window samples) {
    double greatest = Statistics.max(rollups.values(), from, to);
    for (int i = 0; i < samples.size(); i++) {
      greatest = samples.value(i) > greatest ? samples.value(i) : greatest;
    }
    return greatest;
  }

  private double sum(Window samples) {
    var sum = new KahanSum();
    for (int i = from; i < to; i++) {
      sum.add(rollups.values()[i]);
    }
    for (int i = 0; i < samples.size(); i++) {
      sum.add(samples.value(i));
    }
    return sum.result();
  }

  private double count(Window samples) {
    return Statistics.sum(rollups.counts(), from, to) + samples.size();
  }

  /** Samples come after rollups; the first one grew from the last of those. */
  private double increase(Window samples) {
    var grown = new KahanSum();
    for (int i = from; i < to; i++) {
      grown.add(rollups.values()[i]);
    }
    double before = rollups.lasts()[to - 1];
    for (int i = 0; i < samples.size(); i++) {
      double now = samples.value(i);
      grown.add(now < before ? now : now - before);
      before = now;
    }
    return grown.result();
  }

  private double last(Window samples) {
    return samples.size() == 0 ? rollups.lasts()[to - 1] : samples.lastValue();
  }
}
