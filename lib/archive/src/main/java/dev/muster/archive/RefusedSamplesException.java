package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.SampleValue;
import dev.muster.metrics.StaleMarker;
import java.time.Instant;

/** A batch with a sample that the archive does not take, and so nothing of the batch. */
public final class RefusedSamplesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final int SHOWN = 300;

  /** Why a sample is not taken. */
  public enum Reason {
    /** Its series has another value at that time. */
    DUPLICATE,
    /** It is from before the retention, or before 1970. */
    TOO_OLD,
    /** It lies in the future. */
    TOO_NEW
  }

  private final Reason reason;

  private RefusedSamplesException(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  static RefusedSamplesException duplicate(Labels labels, long time, double there, double another) {
    return new RefusedSamplesException(
        Reason.DUPLICATE,
        "duplicate sample for timestamp: %s has %s at %s, not %s; send each sample once"
            .formatted(shown(labels), text(there), Instant.ofEpochMilli(time), text(another)));
  }

  static RefusedSamplesException tooOld(Labels labels, long time, long earliest) {
    return new RefusedSamplesException(
        Reason.TOO_OLD,
        "too old sample: %s at %s, and none before %s is kept; raise the retention, or leave it out"
            .formatted(shown(labels), at(time), at(earliest)));
  }

  static RefusedSamplesException tooNew(Labels labels, long time, long now) {
    return new RefusedSamplesException(
        Reason.TOO_NEW,
        "too new sample: %s at %s, and it is %s here; set the clocks right"
            .formatted(shown(labels), at(time), at(now)));
  }

  private static String at(long time) {
    // Far from now it says more as a number, for it probably is in another unit.
    return Math.abs(time) < 1L << 50 ? Instant.ofEpochMilli(time).toString() : time + " ms";
  }

  private static String text(double value) {
    return StaleMarker.is(value) ? "a stale marker" : SampleValue.format(value);
  }

  private static String shown(Labels labels) {
    var line = new StringBuilder();
    labels
        .toString()
        .codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(line::appendCodePoint);
    String text = line.toString();
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }

  public Reason reason() {
    return reason;
  }
}
