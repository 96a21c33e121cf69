package dev.muster.scraper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Any page of events has a cursor behind its last record, or is refused in a sentence. */
public final class EventPageFuzzTest {
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      var page = EventPage.read(new ByteArrayInputStream(input), 4096);
      assertThat(page.cursor()).isNotEmpty();
      assertThat(page.events()).hasSizeLessThan(input.length);
    } catch (ScrapeException e) {
      assertThat(e.getMessage()).isNotBlank();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
