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
            List.of(syslog, auth),
            Instant::now,
            ZoneOffset.UTC,
            folder.resolve("log-counts"),
            new EventRules(
                new EventRulesReader("test", List.of())
                    .read("failed_logon | text | sshd | Failed password")));
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
              # HELP host_log_events_total Records counted in an event log, by level.
              # TYPE host_log_events_total counter
              host_log_events_total{level="critical",log="syslog"} 0.0
              host_log_events_total{level="debug",log="syslog"} 0.0
              host_log_events_total{level="error",log="syslog"} 1.0
              host_log_events_total{level="info",log="syslog"} 2.0
              host_log_events_total{level="warning",log="syslog"} 0.0
              # HELP host_log_gaps_total Times that the place where counting had stopped was gone, so that records may be missing.
              # TYPE host_log_gaps_total counter
              host_log_gaps_total{log="syslog"} 0.0
              # HELP host_log_lag_seconds Age of the newest counted record while more wait to be counted, else 0.
              # TYPE host_log_lag_seconds gauge
              host_log_lag_seconds{log="syslog"} 0.0
              # HELP host_log_last_event_timestamp_seconds When an event log's newest counted record was written.
              # TYPE host_log_last_event_timestamp_seconds gauge
              host_log_last_event_timestamp_seconds{log="syslog"} 1.700000000123E9
              # HELP host_log_missed_events_total Records that the log says it did not keep.
              # TYPE host_log_missed_events_total counter
              host_log_missed_events_total{log="syslog"} 0.0
              # HELP host_log_read_errors_total Times that an event log could not be read.
              # TYPE host_log_read_errors_total counter
              host_log_read_errors_total{log="syslog"} 0.0
              # HELP host_log_rule_matches_total Records of all event logs that a rule counts.
              # TYPE host_log_rule_matches_total counter
              host_log_rule_matches_total{rule="failed_logon"} 0.0
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
  void counting_afterCrashNothingTwiceAndNothingLost() throws Exception {
    write(syslog, "old\n");
    var crashed = EventLogs.open(settings);
    write(syslog, "Nov 21 10:00:00 pc sshd[1]: Failed password for root\n");
    assertThat(page(crashed)).contains("{level=\"warning\",log=\"syslog\"} 1.0");
    Path tallies = Objects.requireNonNull(settings.tallies());
    String kept = Files.readString(tallies);
    crashed.close();
    Files.writeString(tallies, kept);
    write(syslog, "Nov 21 10:00:00 pc sshd[1]: Failed password for root\n");
    for (int restart = 0; restart < 3; restart++) {
      try (var logs = EventLogs.open(settings)) {
        assertThat(page(logs))
            .contains("host_log_events_total{level=\"warning\",log=\"syslog\"} 2.0")
            .contains("host_log_rule_matches_total{rule=\"failed_logon\"} 2.0");
      }
    }
  }

  @Test
  void collector_auditsOfWindowsSecurityLog() throws Exception {
    var counts = new LogCounts(EventRules.defaults(), LogTally.NOTHING);
    counts.add(audit(EventRecord.Audit.FAILURE), "1");
    counts.add(audit(EventRecord.Audit.SUCCESS), "2");
    counts.add(audit(EventRecord.Audit.SUCCESS), "3");
    var log =
        new TextLog("Security", auth, true, new SyslogLine.Parser(Instant::now, ZoneOffset.UTC));
    var page = new MetricPage();
    counts.moveTo(log.end());
    new EventLogCollector(
            List.of(new PolledCounter(log, counts, Instant::now)), EventRules.defaults(), () -> {})
        .collect(page);
    assertThat(text(page))
        .contains("host_log_audit_failure_total{log=\"Security\"} 1.0")
        .contains("host_log_audit_success_total{log=\"Security\"} 2.0")
        .contains("host_log_rule_matches_total{rule=\"failed_logon\"} 3.0");
  }

  private static EventRecord audit(EventRecord.Audit audit) {
    return new EventRecord(
        Instant.EPOCH,
        "Security",
        Level.INFO,
        "Microsoft-Windows-Security-Auditing",
        "4625",
        "",
        audit);
  }

  @Test
  void counting_skipsToTheEndAfterADay() throws Exception {
    EventLogs.open(settings).close();
    Path positions = Objects.requireNonNull(settings.tallies());
    Files.setLastModifiedTime(positions, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    write(syslog, "in between\n");
    try (var logs = EventLogs.open(settings)) {
      assertThat(page(logs)).contains("host_log_events_total{level=\"info\",log=\"syslog\"} 0.0");
    }
  }

  @Test
  void counting_tallyDamaged() throws Exception {
    Files.writeString(Objects.requireNonNull(settings.tallies()), "garbage");
    try (var logs = EventLogs.open(settings)) {
      write(syslog, "news\n");
      assertThat(page(logs)).contains("host_log_events_total{level=\"info\",log=\"syslog\"} 1.0");
    }
  }
}
