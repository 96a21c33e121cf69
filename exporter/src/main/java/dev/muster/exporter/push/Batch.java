package dev.muster.exporter.push;

import java.util.List;

/** Readings of one table in their order, at least one, that are sent together. */
record Batch(List<Reading> readings) {
  Batch {
    readings = List.copyOf(readings);
  }

  int series() {
    return readings.stream().mapToInt(reading -> reading.bits().length).max().orElse(0);
  }

  int samples() {
    return readings.stream().mapToInt(Reading::samples).sum();
  }

  Reading last() {
    return readings.getLast();
  }

  List<Batch> each() {
    return readings.stream().map(reading -> new Batch(List.of(reading))).toList();
  }
}
