package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Whatever a program logs, and whatever the system's log says of it, is a record or passed over: of
 * the journal, of a syslog file, of the unified log, of the Windows log. So is any cursor.
 */
public final class LogRecordsFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");
  private static final SyslogLine.Parser SYSLOG =
      new SyslogLine.Parser(InstantSource.fixed(NOW), ZoneOffset.UTC);

  /** Which log it is of says the first byte. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    String text = new String(bytes, UTF_8);
    try {
      switch (input[0] & 3) {
        case 0 -> journal(bytes);
        case 1 -> within(SYSLOG.parse(text, "syslog", NOW), text.length());
        case 2 -> {
          var event = UnifiedLogLine.parse(text);
          if (event != null) {
            within(event, text.length());
          }
        }
        default -> within(WindowsEventXml.parse(text), text.length());
      }
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      assertThat(Cursor.parse(text)).isNotNull();
    } catch (BadCursorException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void journal(byte[] bytes) throws IOException {
    var export = new JournalExport(new ByteArrayInputStream(bytes));
    for (var fields = export.next(); fields != null; fields = export.next()) {
      within(JournalEntry.of(fields).event(), bytes.length);
    }
  }

  private static void within(EventRecord event, int length) {
    assertThat(event.message().length()).isLessThanOrEqualTo(length);
    assertThat(event.time()).isNotNull();
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
