package dev.muster.scraper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Any bytes, however they arrive, are unpacked, or refused, just as the JDK does it. */
public final class GunzipFuzzTest {
  private static final int MOST = 1 << 16;
  private static final Gunzip.Pool POOL = new Gunzip.Pool();

  public static void fuzzerTestOneInput(byte[] input) {
    byte[] ours = null;
    try (var in = POOL.open(inParts(input))) {
      ours = read(in);
    } catch (IOException e) {
      assertThat(e.getClass().getPackageName()).startsWith("java.");
    }
    assertThat(ours).isEqualTo(theirs(input));
  }

  private static InputStream inParts(byte[] input) {
    int most = input.length % 7 + 1;
    return new ByteArrayInputStream(input) {
      @Override
      public synchronized int read(byte[] bytes, int offset, int length) {
        return super.read(bytes, offset, Math.min(length, most));
      }
    };
  }

  private static byte @Nullable [] theirs(byte[] input) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(input))) {
      return read(in);
    } catch (IOException e) {
      return null;
    }
  }

  private static byte[] read(InputStream in) throws IOException {
    return in.readNBytes(MOST);
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
