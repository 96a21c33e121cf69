package dev.muster.scraper.remote;

import dev.muster.metrics.Labels;
import dev.muster.push.Bytes;
import dev.muster.push.Snappy;
import dev.muster.scraper.FamilyDescription;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Request} message of remote write 2.0: each text stands in it once, and each series says
 * what it is.
 *
 * <pre>
 * Request    { repeated string symbols = 4; repeated TimeSeries timeseries = 5; }
 * TimeSeries { repeated uint32 labels_refs = 1; repeated Sample samples = 2; Metadata metadata = 5; }
 * Sample     { double value = 1; int64 timestamp = 2; }
 * Metadata   { MetricType type = 1; uint32 help_ref = 3; uint32 unit_ref = 4; }
 * </pre>
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/">remote write 2.0</a>
 */
final class SecondMessage implements Message {
  private static final int SYMBOLS = 4;
  private static final int TIME_SERIES = 5;

  /** Tag and length of a field, and a reference: four bytes each, at most, within a message. */
  private static final int AROUND = 8;

  private static final int SAMPLE = 24;

  private final Function<String, @Nullable FamilyDescription> families;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Bytes symbols = new Bytes(8 << 10);
  private final Bytes series = new Bytes(32 << 10);
  private int samples;

  /** One that says of a metric, by its name, what is known of its family. */
  SecondMessage(Function<String, @Nullable FamilyDescription> families) {
    this.families = families;
    symbol("");
  }

  @Override
  public boolean add(Labels labels, Run run, int mostSamples, int mostBytes) {
    var family = families.apply(labels.metricName());
    boolean fits =
        samples + run.size() <= mostSamples && size() + most(labels, run, family) <= mostBytes;
    if (samples > 0 && !fits) {
      return false;
    }
    var refs = new Bytes(64);
    labels.forEach((name, value) -> refs.varint(symbol(name)).varint(symbol(value)));
    var one = new Bytes(256).field(1, refs);
    for (int i = 0; i < run.size(); i++) {
      var sample = new Bytes(SAMPLE).fraction(1, Double.longBitsToDouble(run.bits(i)));
      one.field(2, sample.number(2, run.timeMillis(i)));
    }
    if (family != null) {
      var metadata = new Bytes(16).number(1, Descriptions.number(family.type()));
      one.field(5, metadata.number(3, symbol(family.help())).number(4, symbol(family.unit())));
    }
    series.field(TIME_SERIES, one);
    samples += run.size();
    return true;
  }

  /** How many bytes a series may add. */
  private static int most(Labels labels, Run run, @Nullable FamilyDescription family) {
    int bytes = AROUND + SAMPLE * run.size();
    for (int i = 0; i < labels.size(); i++) {
      bytes += 3 * (labels.name(i).length() + labels.value(i).length()) + 2 * AROUND;
    }
    return family == null
        ? bytes
        : bytes + 3 * (family.help().length() + family.unit().length()) + 3 * AROUND;
  }

  private int symbol(String text) {
    Integer known = numbers.get(text);
    if (known != null) {
      return known;
    }
    int number = numbers.size();
    numbers.put(text, number);
    symbols.field(SYMBOLS, text);
    return number;
  }

  @Override
  public int samples() {
    return samples;
  }

  @Override
  public int size() {
    return symbols.size() + series.size();
  }

  @Override
  public byte[] compressed() {
    var whole = new Bytes(size()).raw(symbols.array(), symbols.size());
    whole.raw(series.array(), series.size());
    return Snappy.compress(whole.array(), whole.size());
  }
}
