package dev.muster.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Any text is a duration, size, address, mail address, cron line, or refused in words; a duration
 * and a size written out are read as they were; and a host's name made plain stays so.
 */
public final class ValuesFuzzTest {
  private interface Reading {
    void read() throws BadValueException;
  }

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, UTF_8);
    refusedOrRead(() -> {
      var duration = DurationText.parse(text);
      assertThat(duration.isNegative()).isFalse();
      assertThat(DurationText.parse(DurationText.of(duration))).isEqualTo(duration);
    });
    refusedOrRead(() -> {
      long bytes = ByteSize.parse(text);
      assertThat(bytes).isNotNegative();
      assertThat(ByteSize.parse(ByteSize.of(bytes))).isEqualTo(bytes);
    });
    refusedOrRead(() -> Cron.parse(text));
    refusedOrRead(() -> MailAddresses.parseAll(text));
    refusedOrRead(() -> {
      String canonical = HostAddress.canonical(HostAddress.parse(text));
      assertThat(HostAddress.canonical(canonical)).isEqualTo(canonical);
    });
  }

  private static void refusedOrRead(Reading reading) {
    try {
      reading.read();
    } catch (BadValueException e) {
      assertThat(e.toString()).isNotBlank();
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
