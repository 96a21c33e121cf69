package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.archive.Archive;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.metrics.Labels;
import dev.muster.metrics.StaleMarker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is exported of an archive that a server writes, and what promtool says to it. */
class ExportCommandTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final int SCRAPES = 500;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path data;

  @BeforeEach
  void makeData() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    var set =
        new SeriesSet(
            List.of(
                Labels.of("__name__", "up", "client", "pc"),
                Labels.of("__name__", "odd", "path", "C:\\a \"b\"\nc, d"),
                Labels.of("__name__", "requests_total", "code", "200"),
                Labels.of("__name__", "wait_bucket", "le", "+Inf")));
    try (var archive = archive()) {
      for (int i = 0; i < SCRAPES; i++) {
        double odd = i == 1 ? StaleMarker.VALUE : i == 2 ? Double.NaN : 0.1 * i;
        double[] values = {1, odd, 1e21 + i, Double.POSITIVE_INFINITY};
        archive.append(new SampleBatch("pc", START + 15_000L * i, set, values, null)).join();
      }
    }
  }

  private Archive archive() {
    return Archive.open(data.resolve("archive.db"), InstantSource.system());
  }

  private int export(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var all = new ArrayList<>(List.of("export", "--data", data.toString()));
    all.addAll(List.of(arguments));
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void openMetrics_whileTheServerWrites_isSortedAndWithoutStaleMarkers() {
    try (var archive = archive()) {
      assertThat(archive.seriesCount()).isEqualTo(4);
      assertThat(export("--end", "2026-11-21T10:00:30.5Z")).as("%s", err).isZero();
    }
    assertThat(out.toString())
        .isEqualTo(
            """
            odd{path="C:\\\\a \\"b\\"\\nc, d"} 0 1795255200.000
            odd{path="C:\\\\a \\"b\\"\\nc, d"} NaN 1795255230.000
            requests_total{code="200"} 1e+21 1795255200.000
            requests_total{code="200"} 1e+21 1795255215.000
            requests_total{code="200"} 1e+21 1795255230.000
            up{client="pc"} 1 1795255200.000
            up{client="pc"} 1 1795255215.000
            up{client="pc"} 1 1795255230.000
            wait_bucket{le="+Inf"} +Inf 1795255200.000
            wait_bucket{le="+Inf"} +Inf 1795255215.000
            wait_bucket{le="+Inf"} +Inf 1795255230.000
            # EOF
            """);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void csv_showsStaleMarkersAsEmptyValues_andSelectsBySeveralMatchers() {
    assertThat(
            export(
                "--format",
                "csv",
                "--match",
                "odd",
                "--match",
                "{client=~\"p.\"}",
                "--start",
                "1795255215",
                "--end",
                "1795255230"))
        .isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            series,time,value
            "odd{path=""C:\\\\a \\""b\\""\\nc, d""}",2026-11-21T10:00:15.000Z,
            "odd{path=""C:\\\\a \\""b\\""\\nc, d""}",2026-11-21T10:00:30.000Z,NaN
            "up{client=""pc""}",2026-11-21T10:00:15.000Z,1
            "up{client=""pc""}",2026-11-21T10:00:30.000Z,1
            """);
  }

  @Test
  void file_isNewAndItsOwnersAlone() throws IOException {
    var file = folder.resolve("out.csv");
    assertThat(export("--match", "up", "--format", "csv", file.toString())).isZero();
    assertThat(out.toString()).isEqualTo("exported 500 samples to " + file + "\n");
    assertThat(Files.readAllLines(file)).hasSize(SCRAPES + 1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(export(file.toString())).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("muster: " + file + ": exists already; name a new file\n");
    assertThat(Files.readAllLines(file)).hasSize(SCRAPES + 1);
    assertThat(export(folder.resolve("not/there").toString())).isEqualTo(1);
    assertThat(err.toString()).startsWith("muster: cannot make ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --match  | up[5m]     | --match: "up[5m]" is no series selector;
          --start  | yesterday  | --start: "yesterday" is no time; give one such as 2026-11-21T10
          --end    | 1e99999999 | --end: "1e99999999" is no time;
          --format | xml        | Invalid value for option '--format'
          """)
  void wrongOption_isOneSentence(String option, String value, String sentence) {
    assertThat(export(option, value)).isEqualTo(2);
    assertThat(err.toString()).startsWith("muster: ").contains(sentence);
  }

  @Test
  void startAfterEnd_isWrongUsage() {
    assertThat(export("--start", "2", "--end", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("--start lies after --end; give the earlier time first");
  }

  @Test
  void nothingSelected_isAnEmptyPage() {
    assertThat(export("--match", "nothing")).isZero();
    assertThat(out.toString()).isEqualTo("# EOF\n");
  }

  @Test
  void times_areRfc3339OrUnixSeconds() {
    assertThat(ExportTime.parse("2026-11-21T11:00:00.25+01:00")).isEqualTo(START + 250);
    assertThat(ExportTime.parse("1795255200.25")).isEqualTo(START + 250);
    assertThat(ExportTime.parse("-1")).isEqualTo(-1000);
    assertThatThrownBy(() -> ExportTime.parse("2026-11-21T99:00:00Z"))
        .hasMessageContaining("no time");
  }

  @Test
  void openMetrics_isTakenByPromtool() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/promtool")), "promtool is not installed");
    var page = folder.resolve("page.om");
    assertThat(export("--match", "{__name__=~\"up|.+_total|.+_bucket\"}", page.toString()))
        .isZero();
    var blocks = folder.resolve("blocks").toString();
    promtool("tsdb", "create-blocks-from", "openmetrics", page.toString(), blocks);
    Files.createDirectories(Path.of(blocks, "wal")); // Older ones read no blocks without it.
    var dump = promtool("tsdb", "dump", blocks);
    assertThat(dump.lines().filter(line -> line.startsWith("{"))).hasSize(3 * SCRAPES);
    assertThat(dump)
        .contains("{__name__=\"up\", client=\"pc\"} 1 " + START + "\n")
        .contains("{__name__=\"requests_total\", code=\"200\"} 1e+21 " + START + "\n");
  }

  private String promtool(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("/usr/bin/promtool"));
    command.addAll(List.of(arguments));
    var output = Files.createTempFile(folder, "promtool", ".log");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }
}
