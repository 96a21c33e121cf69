package dev.muster.exporter.dbus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Any bytes are a D-Bus message, or refused in a sentence. */
public final class DbusFuzzTest {
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < DbusMessage.START) {
      return;
    }
    try {
      int length = DbusMessage.length(ByteBuffer.wrap(input, 0, DbusMessage.START).slice());
      assertThat(length).isGreaterThanOrEqualTo(DbusMessage.START);
      if (length <= input.length) {
        DbusMessage.parse(ByteBuffer.wrap(Arrays.copyOf(input, length)));
      }
    } catch (DbusException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
