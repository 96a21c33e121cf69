package dev.muster.push;

import java.util.Arrays;

/**
 * A {@code WriteRequest} message of remote write 1.0 that grows.
 *
 * <pre>
 * WriteRequest   { repeated TimeSeries timeseries = 1; repeated MetricMetadata metadata = 3; }
 * TimeSeries     { repeated Label labels = 1; repeated Sample samples = 2; }
 * Label          { string name = 1; string value = 2; }
 * Sample         { double value = 1; int64 timestamp = 2; }
 * MetricMetadata { MetricType type = 1; string metric_family_name = 2; string help = 4; string unit = 5; }
 * </pre>
 *
 * <p>Samples are gathered for one series at a time, which then {@link #series takes} them.
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec/">remote write 1.0</a>
 */
public final class WriteMessage {
  private static final int TIME_SERIES = (1 << 3) | 2;
  private static final int SAMPLE = (2 << 3) | 2;
  private static final int VALUE = (1 << 3) | 1;
  private static final int TIMESTAMP = 2 << 3;
  private static final int METADATA = 3;

  private final Bytes bytes = new Bytes(32 << 10);
  private long[] gatheredBits = new long[8];
  private long[] gatheredTimes = new long[8];
  private int gathered;
  private int gatheredLength;
  private int samples;

  /** A label as one of the fields of which a series' labels consist, in the order of names. */
  public static Bytes label(Bytes labels, String name, String value) {
    return labels.field(1, new Bytes(64).field(1, name).field(2, value));
  }

  /** Gathers a sample for the next series: a value's bits, and Unix milliseconds. */
  public void sample(long bits, long timeMillis) {
    if (gathered == gatheredBits.length) {
      gatheredBits = Arrays.copyOf(gatheredBits, 2 * gathered);
      gatheredTimes = Arrays.copyOf(gatheredTimes, 2 * gathered);
    }
    gatheredBits[gathered] = bits;
    gatheredTimes[gathered++] = timeMillis;
    gatheredLength += 2 + length(timeMillis);
  }

  private static int length(long timeMillis) {
    return 1 + Long.BYTES + 1 + Bytes.varintSize(timeMillis);
  }

  /** How many samples are gathered. */
  public int gathered() {
    return gathered;
  }

  /** Gives up what was gathered. */
  public void forget() {
    gathered = 0;
    gatheredLength = 0;
  }

  /** Whether what was gathered still fits; the first series always does. */
  public boolean fits(byte[] labels, int mostSamples, int mostBytes) {
    return samples == 0
        || (samples + gathered <= mostSamples
            && bytes.size() + labels.length + gatheredLength <= mostBytes);
  }

  /** Adds a series with what was gathered; none where that is nothing. */
  public void series(byte[] labels) {
    if (gathered > 0) {
      bytes.varint(TIME_SERIES).varint(labels.length + gatheredLength).raw(labels);
      for (int i = 0; i < gathered; i++) {
        bytes.varint(SAMPLE).varint(length(gatheredTimes[i]));
        bytes.varint(VALUE).fixed64(gatheredBits[i]);
        bytes.varint(TIMESTAMP).varint(gatheredTimes[i]);
      }
      samples += gathered;
    }
    forget();
  }

  /**
   * Says what a family of metrics is.
   *
   * @param type 0 unknown, 1 counter, 2 gauge, 3 histogram, 4 gauge histogram, 5 summary, 6 info, 7
   *     state set
   */
  public void metadata(int type, String family, String help, String unit) {
    var about = new Bytes(64 + help.length()).number(1, type).field(2, family).field(4, help);
    bytes.field(METADATA, unit.isEmpty() ? about : about.field(5, unit));
  }

  /** How many samples are in it. */
  public int samples() {
    return samples;
  }

  public int size() {
    return bytes.size();
  }

  /** The message as it is sent. */
  public byte[] compressed() {
    return Snappy.compress(bytes.array(), bytes.size());
  }
}
