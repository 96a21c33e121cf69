package dev.muster.exporter.push;

/** One reading of the whole page. */
final class Reading {
  /** Bits of a NaN that no reading has. */
  static final long ABSENT = 0x7ff0000000000003L;

  private final long number;
  private final long timeMillis;
  private final SeriesTable table;
  private final long[] bits;
  private final int samples;

  private Reading(long number, long timeMillis, SeriesTable table, long[] bits, int samples) {
    this.number = number;
    this.timeMillis = timeMillis;
    this.table = table;
    this.bits = bits;
    this.samples = samples;
  }

  /**
   * A reading.
   *
   * @param number counts readings up, for ever; 0 as long as it is in no queue
   * @param timeMillis when it was taken, Unix milliseconds
   * @param table the series' labels
   * @param bits each series' value as raw bits, {@link #ABSENT} where it has none; not changed any
   *     more
   */
  static Reading of(long number, long timeMillis, SeriesTable table, long[] bits) {
    int samples = 0;
    for (long each : bits) {
      samples += each == ABSENT ? 0 : 1;
    }
    return new Reading(number, timeMillis, table, bits, samples);
  }

  Reading numbered(long newNumber) {
    return new Reading(newNumber, timeMillis, table, bits, samples);
  }

  long number() {
    return number;
  }

  long timeMillis() {
    return timeMillis;
  }

  SeriesTable table() {
    return table;
  }

  long[] bits() {
    return bits;
  }

  /** How many values are not absent. */
  int samples() {
    return samples;
  }

  boolean has(int series) {
    return series < bits.length && bits[series] != ABSENT;
  }
}
