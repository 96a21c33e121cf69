package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.muster.exporter.collector.MetricPage;
import dev.muster.exporter.collector.NoDataException;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogsTest {
  @TempDir Path folder;
  private Path syslog;
  private Path auth;
  private EventLogSettings settings;

  @BeforeEach
  void setUp() throws IOException {
    syslog = Files.createFile(folder.resolve("syslog"));
    auth = Files.createFile(folder.resolve("auth.log"));
    settings =
        new EventLogSettings(
            List.of(syslog, auth), Instant::now, ZoneOffset.UTC, folder.resolve("log-positions"));
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static List<String> messages(EventLogs.Batch batch) {
    return batch.events().stream().map(event -> event.event().message()).toList();
  }

  private static String page(EventLogs logs) throws Exception {
    var page = new MetricPage();
    logs.collector().collect(page);
    return text(page);
  }

  private static String text(MetricPage page) throws IOException {
    var out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create()
        .write(out, page.snapshots(), EscapingScheme.UNDERSCORE_ESCAPING);
    return out.toString(UTF_8);
  }

  @Test
  void after_recordsOfAllLogsByTime() throws IOException {
    try (var logs = EventLogs.open(settings)) {
      String start = logs.end().next();
      write(syslog, "2026-11-21T10:00:01Z h a: 1\n2026-11-21T10:00:03Z h a: 3\n");
      write(auth, "2026-11-21T10:00:02Z h b: 2\n2026-11-21T10:00:04Z h b: 4\n");

      EventLogs.Batch all = logs.after(start, 100);

      assertThat(messages(all)).containsExactly("1", "2", "3", "4");
      assertThat(all.events())
          .extracting(event -> event.event().log())
          .containsExactly("syslog", "auth", "syslog", "auth");
      assertThat(logs.after(all.next(), 100).events()).isEmpty();
      assertThat(messages(logs.after(all.events().get(1).cursor(), 100))).containsExactly("3", "4");
    }
  }

  @Test
  void after_oneByOneLosesAndRepeatsNothing() throws IOException {
    try (var logs = EventLogs.open(settings)) {
      String cursor = logs.end().next();
      List<String> got = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        write(i % 3 == 0 ? auth : syslog, "2026-11-21T10:00:%02dZ h a: %d\n".formatted(i, i));
        if (i == 10) {
          Files.move(syslog, folder.resolve("syslog.1"));
          Files.createFile(syslog);
        }
        if (i % 2 == 0) {
          EventLogs.Batch batch = logs.after(cursor, 1);
          got.addAll(messages(batch));
          cursor = batch.next();
        }
      }
      for (EventLogs.Batch batch = logs.after(cursor, 3);
          !batch.events().isEmpty();
          batch = logs.after(batch.next(), 3)) {
        got.addAll(messages(batch));
      }
      assertThat(got)
          .hasSize(20)
          .doesNotHaveDuplicates()
          .containsAll(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  void after_cursorSurvivesRestart() throws IOException {
    String cursor;
    try (var logs = EventLogs.open(settings)) {
      cursor = logs.end().next();
    }
    write(syslog, "in between\n");
    try (var logs = EventLogs.open(settings)) {
      assertThat(messages(logs.after(cursor, 10))).containsExactly("in between");
    }
  }

  @Test
  void after_logThatTheCursorDoesNotKnow() throws IOException {
    write(auth, "history\n");
    String cursor;
    try (var logs = EventLogs.open(settings.withFiles(List.of(syslog)))) {
      cursor = logs.end().next();
    }
    try (var logs = EventLogs.open(settings)) {
      EventLogs.Batch first = logs.after(cursor, 10);
      assertThat(first.events()).isEmpty();
      write(auth, "news\n");
      assertThat(messages(logs.after(first.next(), 10))).containsExactly("news");
    }
  }

  @Test
  void after_cursorNotOurs() {
    try (var logs = EventLogs.open(settings)) {
      assertThatExceptionOfType(BadCursorException.class)
          .isThrownBy(() -> logs.after("bogus", 10))
          .withMessageContaining("ask without a cursor");
    }
  }

  @Test
  void collector_page() throws Exception {
    try (var logs = EventLogs.open(settings.withFiles(List.of(syslog)))) {
      write(
          syslog,
          """
          2023-11-14T22:13:19Z host cron[1]: (root) CMD (true)
          2023-11-14T22:13:20.123Z host sshd[2]: error: no
          2023-11-14T22:13:20Z host cron[3]: bye
          """);
      assertThat(page(logs))
          .isEqualTo(
              """
              # HELP host_log_events_total Records an event log has brought since the exporter started, by level.
              # TYPE host_log_events_total counter
              host_log_events_total{level="critical",log="syslog"} 0.0
              host_log_events_total{level="debug",log="syslog"} 0.0
              host_log_events_total{level="error",log="syslog"} 1.0
              host_log_events_total{level="info",log="syslog"} 2.0
              host_log_events_total{level="warning",log="syslog"} 0.0
              # HELP host_log_last_event_timestamp_seconds When an event log's newest counted record was written.
              # TYPE host_log_last_event_timestamp_seconds gauge
              host_log_last_event_timestamp_seconds{log="syslog"} 1.700000000123E9
              # HELP host_log_read_errors_total Times that an event log could not be read.
              # TYPE host_log_read_errors_total counter
              host_log_read_errors_total{log="syslog"} 0.0
              """);
    }
  }

  @Test
  void collector_oneLogMissing() throws Exception {
    try (var logs = EventLogs.open(settings)) {
      Files.delete(auth);
      write(syslog, "news\n");
      var page = new MetricPage();
      assertThatIOException()
          .isThrownBy(() -> logs.collector().collect(page))
          .withMessageContaining("auth");
      assertThat(text(page))
          .contains("host_log_events_total{level=\"info\",log=\"syslog\"} 1.0")
          .contains("host_log_read_errors_total{log=\"auth\"} 1.0");
    }
  }

  @Test
  void collector_noLogs() {
    assertThatExceptionOfType(NoDataException.class)
        .isThrownBy(() -> EventLogs.unopened().collect(new MetricPage()));
  }

  @Test
  void counting_goesOnAfterRestart() throws Exception {
    write(syslog, "old\n");
    EventLogs.open(settings).close();
    write(syslog, "in between\n");
    try (var logs = EventLogs.open(settings)) {
      assertThat(page(logs)).contains("host_log_events_total{level=\"info\",log=\"syslog\"} 1.0");
    }
  }

  @Test
  void counting_startsAnewAfterADay() throws Exception {
    EventLogs.open(settings).close();
    Path positions = Objects.requireNonNull(settings.positions());
    Files.setLastModifiedTime(positions, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    write(syslog, "in between\n");
    try (var logs = EventLogs.open(settings)) {
      assertThat(page(logs)).contains("host_log_events_total{level=\"info\",log=\"syslog\"} 0.0");
    }
  }

  @Test
  void counting_positionsDamaged() throws Exception {
    Files.writeString(Objects.requireNonNull(settings.positions()), "garbage");
    try (var logs = EventLogs.open(settings)) {
      write(syslog, "news\n");
      assertThat(page(logs)).contains("host_log_events_total{level=\"info\",log=\"syslog\"} 1.0");
    }
  }
}
