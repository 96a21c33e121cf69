package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Archive;
import dev.muster.archive.PushedSeries;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.metrics.StaleMarker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exported comes in again; what is no export is told with its line. */
class ImportCommandTest {
  private static final long START = Instant.parse("2025-11-21T10:00:00.007Z").toEpochMilli();

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private Path data(String name) {
    return folder.resolve(name);
  }

  private static Archive open(Path data) {
    return Archive.open(data.resolve("archive.db"), InstantSource.system());
  }

  private static Map<Labels, Map<Long, Long>> contents(Path data) {
    var contents = new HashMap<Labels, Map<Long, Long>>();
    try (var archive = open(data)) {
      var all = new Selection(List.of(), Long.MIN_VALUE, Long.MAX_VALUE, 10_000_000);
      for (var series : archive.select(all)) {
        var samples = new TreeMap<Long, Long>();
        for (int i = 0; i < series.size(); i++) {
          samples.put(series.timesMillis()[i], Double.doubleToRawLongBits(series.values()[i]));
        }
        contents.put(series.labels(), samples);
      }
    }
    return contents;
  }

  /** Makes a data folder with samples of every kind that text can say. */
  private Path source(boolean staleMarkers) throws IOException {
    var data = Files.createDirectories(data("source"));
    var random = new Random(5);
    double[] special = {
      -0.0, 0, Double.NaN, Double.POSITIVE_INFINITY, -1e300, Double.MIN_VALUE, 0.1, 1e21
    };
    var batch = new ArrayList<PushedSeries>();
    for (int number = 0; number < 30; number++) {
      var times = new long[2000];
      var values = new double[times.length];
      for (int i = 0; i < times.length; i++) {
        times[i] = START + i * 15_000L + number + (number % 3 == 0 ? random.nextInt(5) : 0);
        values[i] =
            switch (random.nextInt(4)) {
              case 0 -> special[random.nextInt(special.length)];
              case 1 -> random.nextInt(100_000) / 100.0;
              case 2 -> staleMarkers ? StaleMarker.VALUE : 1;
              default -> random.nextGaussian();
            };
      }
      var labels =
          Labels.of(
              "__name__",
              number == 7 ? "odd name, \"quoted\"" : "m" + number % 4,
              "i",
              "" + number,
              number == 9 ? "label with blank" : "path",
              "C:\\a \"b\"\nc, ä {}");
      batch.add(new PushedSeries(labels, times, values));
    }
    try (var archive = open(data)) {
      archive.push(batch).join();
    }
    return data;
  }

  @ParameterizedTest
  @ValueSource(strings = {"openmetrics", "csv"})
  void whatIsExported_comesInAgainBitForBit(String format) throws IOException {
    var source = source(format.equals("csv"));
    var page = folder.resolve("page").toString();
    assertThat(run("export", "--data", source.toString(), "--format", format, page)).isZero();
    var target = data("target");
    assertThat(run("import", "--data", target.toString(), "--format", format, page))
        .as("%s", err)
        .isZero();
    assertThat(out.toString()).isEqualTo("imported 60000 samples from " + page + "\n");
    assertThat(contents(target)).isEqualTo(contents(source));
    assertThat(run("import", "--data", target.toString(), "--format", format, page)).isZero();
    assertThat(out.toString())
        .isEqualTo("imported 0 samples from " + page + "; 60000 were there already\n");
    assertThat(contents(target)).isEqualTo(contents(source));
  }

  private int importText(String format, String text) throws IOException {
    var file = Files.writeString(folder.resolve("in"), text);
    return run("import", "--data", data("data").toString(), "--format", format, file.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          openmetrics | a 1 1~# EOF~b 1 1~       | 3 | something stands behind "# EOF"
          openmetrics | a 1 1~b 1 1~             | 3 | the file ends without "# EOF"
          openmetrics | a 1 1~b x 1~# EOF~       | 2 | expected a number as value, found "x"
          openmetrics | a 1 1~b 1~# EOF~         | 2 | the sample has no time; write it in Unix
          openmetrics | a 1 1~~b{c} 1 1~# EOF~   | 3 | expected "=" after label name "c"
          openmetrics | a 1 1~b 1 yesterday~     | 2 | expected a timestamp in seconds
          csv         | time,series~             | 1 | the first line is not "series,time,value"
          csv         | series,time,value~a,1,1~a,b,1~       | 3 | "b" is no time; give one such as
          csv         | series,time,value~a,1,1~a,2,x~       | 3 | "x" is no value; give a number
          csv         | series,time,value~a,1~               | 2 | expected series,time,value
          csv         | series,time,value~"a{b=""c""}x,1,1~  | 2 | expected a comma behind the series
          csv         | series,time,value~1a,1,1~            | 2 | no series: expected a metric name
          csv         | series,time,value~a,2025-11-21T24:00:00.000Z,1~ | 2 | is no time
          """)
  void wrongLine_isToldWithFileAndLine(String format, String text, int line, String fault)
      throws IOException {
    assertThat(importText(format, text.replace('~', '\n'))).isEqualTo(2);
    assertThat(err.toString())
        .startsWith(folder.resolve("in") + ":" + line + ": ")
        .contains(fault)
        .contains("mend the line and import the file again");
  }

  @Test
  void emptyFile_isWrong() throws IOException {
    assertThat(importText("csv", "")).isEqualTo(2);
    assertThat(err.toString()).contains("the file is empty; its first line is");
    assertThat(importText("openmetrics", "")).isEqualTo(2);
    assertThat(importText("openmetrics", "# EOF")).isZero();
  }

  @Test
  void linesBeforeAWrongOne_areImported_andMendedTheRestIs() throws IOException {
    var lines = new StringBuilder("series,time,value\n");
    for (int i = 0; i < 150_000; i++) {
      lines.append("a{i=\"").append(i % 7).append("\"},");
      lines.append(START / 1000 + i).append(',').append(i).append('\n');
    }
    var file = folder.resolve("in");
    // A label's value with a comma or a quote needs quotes around the series.
    var text = lines.toString().replace("a{i=\"", "\"a{i=\"\"").replace("\"},", "\"\"}\",");
    assertThat(importText("csv", text + "oops\n")).isEqualTo(2);
    assertThat(err.toString())
        .contains(file + ":150002: expected a comma behind the series")
        .contains("150000 samples before it are imported");
    assertThat(importText("csv", text + "b,1,2\n")).isZero();
    assertThat(out.toString())
        .isEqualTo("imported 1 samples from " + file + "; 150000 were there already\n");
    var contents = contents(data("data"));
    assertThat(contents).hasSize(8);
    assertThat(contents.get(Labels.of("__name__", "a", "i", "3"))).hasSizeBetween(21_428, 21_429);
  }

  @Test
  void otherValue_isToldWithLinesSeriesAndTime() throws IOException {
    assertThat(importText("csv", "series,time,value\na,5,1\n")).isZero();
    assertThat(importText("csv", "series,time,value\nb,5,1\na,5,2\n")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "muster: %s: lines 2 to 3: duplicate sample for timestamp: a has 1 at"
                    .formatted(folder.resolve("in"))
                + " 1970-01-01T00:00:05Z, not 2; send each sample once\n");
    assertThat(contents(data("data"))).hasSize(1);
  }

  @Test
  void missingFile_andServerThatRuns_areOneSentence() throws IOException {
    assertThat(run("import", "--data", data("data").toString(), "nothing.om")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("muster: nothing.om: cannot be read; name a file\n");
    var page = Files.writeString(folder.resolve("page"), "# EOF\n").toString();
    var data = Files.createDirectories(data("data"));
    try (var archive = open(data)) {
      assertThat(archive.seriesCount()).isZero();
      assertThat(run("import", "--data", data.toString(), page)).isEqualTo(1);
      assertThat(err.toString()).hasLineCount(1).contains("archive.db");
    }
    assertThat(run("import", "--url", "nonsense", page)).isEqualTo(2);
    assertThat(run("import", "--format", "xml", page)).isEqualTo(2);
    assertThat(run("import")).isEqualTo(2);
    assertThat(
            run(
                "import",
                "--url",
                "http://127.0.0.1:9",
                Files.writeString(folder.resolve("one"), "a 1 1\n# EOF\n").toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("cannot be reached").contains("is the server running");
  }
}
