package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.ExpositionParser;
import dev.muster.metrics.ExpositionSink;
import dev.muster.metrics.Labels;
import dev.muster.metrics.MetricType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnceTest {
  @TempDir Path folder;

  private record Ended(int code, String output, String errors) {}

  private static Ended run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  private static List<String> names(String page) {
    List<String> names = new ArrayList<>();
    ExpositionParser.parse(
        page.getBytes(StandardCharsets.UTF_8),
        new ExpositionSink() {
          @Override
          public void type(String family, MetricType type) {}

          @Override
          public void sample(Labels labels, double value, @Nullable Long timestampMillis) {
            names.add(labels.metricName());
          }
        });
    return names;
  }

  @Test
  void page_isWholeAndEndsTheProgram() {
    Ended once = run("--once");
    assertThat(once.code()).isZero();
    assertThat(names(once.output()))
        .contains("node_memory_MemTotal_bytes", "node_exporter_build_info")
        .contains("node_scrape_collector_success")
        .noneMatch(name -> name.startsWith("promhttp_") || name.startsWith("process_"));
  }

  @Test
  void page_collectorsAsTheFlagsSay() {
    Ended once = run("--once=text", "--collector.disable-defaults", "--collector.loadavg");
    assertThat(names(once.output()))
        .contains("node_load1")
        .doesNotContain("node_memory_MemTotal_bytes");
  }

  @Test
  void page_openMetrics() {
    Ended once = run("--once=openmetrics", "--collector.disable-defaults", "--collector.loadavg");
    assertThat(once.output()).contains("node_load1").endsWith("# EOF\n");
  }

  @Test
  void eventCounts_leftOutWhereNothingIsKept() throws IOException {
    Path log = Files.writeString(folder.resolve("syslog"), "");
    Ended once = run("--once", "--collector.eventlog.file=" + log);
    assertThat(names(once.output())).noneMatch(name -> name.startsWith("host_log_"));
    assertThat(folder).isDirectoryContaining("glob:**syslog").isDirectoryNotContaining("glob:**c*");
  }

  @Test
  void eventCounts_goOnInTheStateFolder() throws IOException {
    Path log = Files.writeString(folder.resolve("syslog"), "");
    String[] flags = {
      "--once",
      "--path.state=" + folder.resolve("state"),
      "--collector.eventlog.file=" + log,
      "--collector.disable-defaults",
      "--collector.eventlog"
    };
    assertThat(run(flags).output())
        .contains("host_log_events_total{level=\"error\",log=\"syslog\"} 0.0\n");
    Files.writeString(log, "2026-11-22T01:02:03Z pc kernel: error: first\n");
    assertThat(run(flags).output())
        .contains("host_log_events_total{level=\"error\",log=\"syslog\"} 1.0\n");
    assertThat(run(flags).output())
        .contains("host_log_events_total{level=\"error\",log=\"syslog\"} 1.0\n");
  }

  @Test
  void stateFolder_ofAFolderThatIsGone_isNotMade() {
    Path gone = folder.resolve("gone");
    Ended ended =
        run(
            "--once",
            "--path.state=" + gone.resolve("state"),
            "--collector.disable-defaults",
            "--collector.eventlog");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.errors()).contains("There is no folder " + gone);
    assertThat(gone).doesNotExist();
  }

  @Test
  void events_fromACursorOn() throws IOException {
    Path log = Files.writeString(folder.resolve("syslog"), "");
    String file = "--collector.eventlog.file=" + log;
    Ended end = run("--once=events", file);
    assertThat(end.code()).isZero();
    String cursor = end.output().replaceAll("(?s)^\\{\"cursor\":\"([^\"]+)\"\\}\n$", "$1");
    Files.writeString(log, "2026-11-22T01:02:03Z pc sshd[1]: error: who?\n");
    Ended events = run("--once=events", "--once.after=" + cursor, file);
    assertThat(events.output().lines())
        .satisfiesExactly(
            record -> assertThat(record).contains("\"message\":\"error: who?\""),
            last -> assertThat(last).matches("\\{\"cursor\":\"[^\"]+\"\\}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--once=json | --once is 'json'; it must be one of text, openmetrics, events.",
        "--once=events --once.limit=0 | --once.limit is 0; it must be 1 to 1000.",
        "--once=events --once.after=!! | --once.after: ",
        "--collector.foo --once | Unknown collector 'foo'",
        "--once --push.url=https://h/w | exclude each other",
      })
  void flags_wrong(String flags, String said) {
    Ended ended = run(flags.split(" ", -1));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.errors()).contains(said).hasLineCount(1);
    assertThat(ended.output()).isEmpty();
  }
}
