package dev.muster.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import dev.muster.metrics.ExpositionReader.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Any page is read or refused with a line of it; who expects the right series, and who passes over
 * comments, reads the same samples.
 */
public final class ExpositionFuzzTest {
  private static final ExpositionLimits LIMITS = new ExpositionLimits(4096, 16, 64, 256);

  /** A sample: the bytes of its series, what they mean, and its value's bits. */
  private record Sample(String bytes, Labels labels, long bits, @Nullable Long time) {}

  /** What came of a page. */
  private record Outcome(List<Sample> samples, @Nullable String fault) {}

  /** Whether it is OpenMetrics says the first byte. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    boolean openMetrics = (input[0] & 1) == 1;
    byte[] page = Arrays.copyOfRange(input, 1, input.length);
    var plain = read(page, openMetrics, false, List.of());
    var expecting = read(page, openMetrics, false, plain.samples());
    assertThat(expecting).isEqualTo(plain);
    var skipping = read(page, openMetrics, true, plain.samples());
    if (plain.fault() == null) {
      assertThat(skipping).isEqualTo(plain);
    } else {
      assertThat(skipping.samples()).containsAll(plain.samples());
    }
  }

  private static Outcome read(
      byte[] page, boolean openMetrics, boolean skips, List<Sample> expected) {
    var reader = new ExpositionReader(page, 0, page.length, LIMITS);
    reader = openMetrics ? reader.openMetrics() : reader;
    reader = skips ? reader.skipComments() : reader;
    var samples = new ArrayList<Sample>();
    try {
      while (true) {
        byte[] next = samples.size() < expected.size() ? bytes(expected, samples.size()) : bytes();
        var entry = reader.next(next);
        if (entry == Entry.END) {
          return new Outcome(samples, null);
        }
        if (entry == Entry.SAMPLE) {
          samples.add(sample(reader, page));
        } else {
          assertThat(reader.family()).isNotNull();
        }
      }
    } catch (ExpositionException e) {
      assertThat(e.line()).isPositive();
      assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(1000);
      return new Outcome(samples, e.getMessage());
    }
  }

  private static byte[] bytes(List<Sample> samples, int place) {
    return samples.get(place).bytes().getBytes(ISO_8859_1);
  }

  private static byte[] bytes() {
    return new byte[0];
  }

  private static Sample sample(ExpositionReader reader, byte[] page) {
    int start = reader.seriesStart();
    var labels = reader.labels();
    var bytes = new String(page, start, reader.seriesEnd() - start, ISO_8859_1);
    long bits = Double.doubleToRawLongBits(reader.value());
    assertThat(reader.valueStart()).isBetween(start, reader.valueEnd());
    return new Sample(
        bytes, labels, bits, reader.hasTimestamp() ? (Long) reader.timestampMillis() : null);
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
