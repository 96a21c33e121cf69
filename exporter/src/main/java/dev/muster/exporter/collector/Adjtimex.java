package dev.muster.exporter.collector;

import dev.muster.exporter.collector.TimexCollector.Pulse;
import dev.muster.exporter.collector.TimexCollector.Timex;
import java.nio.ByteOrder;

/**
 * The C library's {@code adjtimex} asked to change nothing, the only place where Linux tells this.
 * For 64-bit Linux, where the structure is made of 64-bit numbers, or 32-bit ones followed by a
 * gap.
 */
final class Adjtimex {
  /** The structure has 26. */
  private static final int WORDS = 32;

  /** What it answers while the clock follows no time server. */
  private static final int NOT_SYNCHRONISED = 5;

  private static final int OFFSET = 1;
  private static final int FREQUENCY = 2;
  private static final int MAX_ERROR = 3;
  private static final int ESTIMATED_ERROR = 4;
  private static final int STATUS = 5;
  private static final int CONSTANT = 6;
  private static final int TICK = 11;
  private static final int PPS_FREQUENCY = 12;
  private static final int JITTER = 13;
  private static final int SHIFT = 14;
  private static final int STABILITY = 15;
  private static final int JITTERS = 16;
  private static final int CALIBRATIONS = 17;
  private static final int ERRORS = 18;
  private static final int INSTABILITIES = 19;
  private static final int TAI = 20;

  private Adjtimex() {}

  /**
   * Reads once.
   *
   * @throws NoDataException if the call is not allowed: asked to change nothing, it fails only in a
   *     sandbox
   */
  static Timex read() throws NoDataException {
    long[] words = new long[WORDS];
    int answer = Small.LOADED ? Small.adjtimex(words) : ForeignAdjtimex.call(words);
    if (answer < 0) {
      throw new NoDataException("adjtimex is not allowed here (systemd: ProtectClock)");
    }
    return timex(answer != NOT_SYNCHRONISED, words);
  }

  static Timex timex(boolean synchronised, long[] timex) {
    return new Timex(
        synchronised,
        wide(timex, OFFSET),
        wide(timex, FREQUENCY),
        wide(timex, MAX_ERROR),
        wide(timex, ESTIMATED_ERROR),
        narrow(timex, STATUS),
        wide(timex, CONSTANT),
        wide(timex, TICK),
        new Pulse(
            wide(timex, PPS_FREQUENCY),
            wide(timex, JITTER),
            narrow(timex, SHIFT),
            wide(timex, STABILITY),
            wide(timex, JITTERS),
            wide(timex, CALIBRATIONS),
            wide(timex, ERRORS),
            wide(timex, INSTABILITIES)),
        narrow(timex, TAI));
  }

  private static double wide(long[] timex, int index) {
    return timex[index];
  }

  private static int narrow(long[] timex, int index) {
    boolean lowHalfFirst = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    return (int) (lowHalfFirst ? timex[index] : timex[index] >> Integer.SIZE);
  }
}
