package dev.muster.exporter.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.muster.exporter.collector.MetricPage;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowsLogTest {
  private static final Instant TIME = Instant.parse("2026-11-21T10:00:00.123Z");

  @TempDir Path folder;
  private final FakeWindowsEvents windows = new FakeWindowsEvents();
  private final WindowsLog log = new WindowsLog(windows, "System", true, true);

  @AfterEach
  void everythingIsClosed() {
    assertThat(windows.open()).isZero();
  }

  private void write(String name, long... ids) {
    for (long id : ids) {
      windows.write(name, id, TIME.plusSeconds(id), 7, "n=" + id);
    }
  }

  private static List<String> messages(EventLogReader.Chunk chunk) {
    return chunk.entries().stream().map(entry -> entry.event().message()).toList();
  }

  @Test
  void read_goesOnAfterThePosition() throws IOException {
    write("System", 5, 6, 7);
    String end = log.end();

    assertThat(end).isEqualTo("7." + TIME.plusSeconds(7).toEpochMilli());
    assertThat(log.read(end, 9)).isEqualTo(new EventLogReader.Chunk(List.of(), end));
    write("System", 8, 9, 12);
    EventLogReader.Chunk two = log.read(end, 2);
    assertThat(messages(two)).containsExactly("Message of record 8.", "Message of record 9.");
    assertThat(two.gap()).isFalse();
    assertThat(two.next()).isEqualTo(two.entries().getLast().next());
    assertThat(messages(log.read(two.next(), 9))).containsExactly("Message of record 12.");
  }

  @Test
  void read_ofAnEmptyLogTakesWhatComes() throws IOException {
    assertThat(log.end()).isEqualTo("0");
    assertThat(log.read("0", 9)).isEqualTo(new EventLogReader.Chunk(List.of(), "0"));
    write("System", 1);
    assertThat(messages(log.read("0", 9))).containsExactly("Message of record 1.");
  }

  @Test
  void read_ofAnOverwrittenLogTellsTheGap_once() throws IOException {
    write("System", 1, 2);
    String end = log.end();
    write("System", 3, 4, 5);
    windows.keepNewest("System", 2);

    EventLogReader.Chunk chunk = log.read(end, 9);
    assertThat(chunk.gap()).isTrue();
    assertThat(messages(chunk)).containsExactly("Message of record 4.", "Message of record 5.");
    assertThat(log.read(chunk.next(), 9).gap()).isFalse();
  }

  @Test
  void read_ofAClearedLogTellsTheGap_once() throws IOException {
    write("System", 1, 2);
    String end = log.end();
    windows.clear("System");

    EventLogReader.Chunk chunk = log.read(end, 9);
    assertThat(chunk).isEqualTo(new EventLogReader.Chunk(List.of(), "0", true));
    write("System", 3);
    assertThat(log.read("0", 9).gap()).isFalse();
    assertThat(messages(log.read("0", 9))).containsExactly("Message of record 3.");
  }

  @Test
  void read_ofALogMadeAnewIsNotTakenForTheOldOne() throws IOException {
    write("System", 1, 2);
    String end = log.end();
    windows.clear("System");
    windows.write("System", 1, TIME.plusSeconds(100), 7, "");
    windows.write("System", 2, TIME.plusSeconds(101), 7, "");

    EventLogReader.Chunk chunk = log.read(end, 9);
    assertThat(chunk.gap()).isTrue();
    assertThat(chunk.entries()).hasSize(2);
  }

  @Test
  void read_whereThePlaceIsGoneWhatWasReadIsNotReadAgain() throws IOException {
    write("System", 1, 2, 3);
    String strange = "2." + (TIME.plusSeconds(2).toEpochMilli() + 1);

    EventLogReader.Chunk chunk = log.read(strange, 9);
    assertThat(chunk.gap()).isTrue();
    assertThat(messages(chunk)).containsExactly("Message of record 3.");
  }

  @Test
  void read_recordThatMakesNoSenseIsPassedOver() throws IOException {
    write("System", 1);
    windows.writeXml("System", 2, "<Event><System/></Event>");
    write("System", 3);

    assertThat(messages(log.read("0", 9)))
        .containsExactly("Message of record 1.", "Message of record 3.");
  }

  @Test
  void read_controlCharactersAreReplaced() throws IOException {
    windows.write("System", 1, TIME, 7, "a\u0001b&#x1F;c&#0;d&#10;e\uD800");
    var unrendered = new WindowsLog(windows, "System", true, false);

    assertThat(messages(unrendered.read("0", 9)))
        .containsExactly("a\uFFFDb\uFFFDc\uFFFDd\ne\uFFFD");
  }

  @Test
  void rights_theGroupIsNamed() {
    windows.refuse("System", WindowsEvents.ACCESS_DENIED);

    assertThatIOException()
        .isThrownBy(log::end)
        .withMessage(
            "this account may not read the log System; add it to the group \"Event Log Readers\","
                + " or run as LocalSystem");
    assertThatIOException().isThrownBy(() -> log.read("0", 9)).withMessageContaining("group");
  }

  @Test
  void present_anOptionalLogMayBeMissing() {
    assertThat(new WindowsLog(windows, SystemLogs.DEFENDER, false, true).present()).isFalse();
    assertThat(new WindowsLog(windows, "No-Such", true, true).present()).isTrue();
    windows.refuse("System", WindowsEvents.ACCESS_DENIED);
    assertThat(new WindowsLog(windows, "System", false, true).present()).isTrue();
  }

  @Test
  void position_ofAnotherKindIsRefused() {
    for (String bad : List.of("", "-", "7", "0.1", "7.x", "1234567890123456789.1", "7.1 ")) {
      assertThatExceptionOfType(BadCursorException.class)
          .isThrownBy(() -> log.read(bad, 9))
          .withMessageStartingWith("This cursor names an impossible place in a Windows log");
    }
  }

  @Test
  void bookmark_isWindowsOwnForm() {
    assertThat(new WindowsPosition(48213, 5).bookmark("A & B's"))
        .isEqualTo(
            "<BookmarkList><Bookmark Channel='A &amp; B&apos;s' RecordId='48213'"
                + " IsCurrent='true'/></BookmarkList>");
  }

  private EventLogs open() {
    var settings =
        new EventLogSettings(
            List.of(),
            InstantSource.system(),
            ZoneOffset.UTC,
            folder.resolve("log-counts"),
            EventRules.defaults());
    return EventLogs.open(settings, new LogSources(settings, "Windows 11", windows));
  }

  private static String page(EventLogs logs) throws IOException {
    var page = new MetricPage();
    try {
      logs.collector().collect(page);
    } catch (Exception e) {
      page.gauge("failed", String.valueOf(e.getMessage()), 1);
    }
    var out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, page.snapshots(), EscapingScheme.ALLOW_UTF8);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void logs_countWhatCameWhileNobodyLooked_andRenderNothingForIt() throws IOException {
    write("System", 1, 2);
    open().close();
    write("System", 3, 4);
    try (var logs = open()) {
      assertThat(page(logs))
          .contains(
              "host_log_events_total{level=\"error\",log=\"System\"} 2.0",
              "host_log_events_total{level=\"error\",log=\"Application\"} 0.0",
              "host_log_gaps_total{log=\"System\"} 0.0",
              "host_log_audit_failure_total{log=\"Security\"} 0.0",
              "host_log_records{log=\"System\"} 4.0",
              "host_log_size_bytes{log=\"System\"} 69632.0",
              "host_log_max_size_bytes{log=\"System\"} 2.097152E7")
          .doesNotContain("Defender", "# HELP failed ");
    }
    assertThat(windows.rendered()).isZero();
  }

  @Test
  void logs_oneWithoutRightsFails_othersStand() throws IOException {
    windows.refuse("Security", WindowsEvents.ACCESS_DENIED);
    try (var logs = open()) {
      write("System", 1);
      assertThat(page(logs))
          .contains(
              "host_log_events_total{level=\"error\",log=\"System\"} 1.0",
              "# HELP failed log Security: java.io.IOException: this account may not read the log Security; add it to the group",
              "host_log_read_errors_total{log=\"Security\"} 2.0",
              "host_log_read_errors_total{log=\"System\"} 0.0");
      windows.refuse("Security", 0);
      write("Security", 1);
      assertThat(page(logs)).doesNotContain("# HELP failed ");
    }
  }

  @Test
  void records_goToAClientOnce_withTheirMessages_overARestart() throws IOException {
    String cursor;
    try (var logs = open()) {
      cursor = logs.end().next();
      write("System", 1);
      write("Application", 2);
      write("System", 3);
      EventLogs.Batch batch = logs.after(cursor, 2);
      assertThat(batch.events())
          .extracting(event -> event.event().message())
          .containsExactly("Message of record 1.", "Message of record 2.");
      cursor = batch.next();
    }
    try (var logs = open()) {
      EventLogs.Batch batch = logs.after(cursor, 9);
      assertThat(batch.events())
          .extracting(event -> event.event().log() + ": " + event.event().message())
          .containsExactly("System: Message of record 3.");
      assertThat(logs.after(batch.next(), 9).events()).isEmpty();
    }
  }

  @Test
  void logs_areThoseAskedFor() throws IOException {
    var settings =
        EventLogSettings.defaults().withSystemLogs(new SystemLogs(List.of("Application"), null));
    try (var logs = EventLogs.open(settings, new LogSources(settings, "Windows 11", windows))) {
      assertThat(page(logs)).contains("log=\"Application\"").doesNotContain("log=\"System\"");
    }
  }
}
