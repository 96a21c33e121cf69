package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextfileCollectorTest {
  private static final Instant CHANGED = Instant.ofEpochSecond(1_795_256_000);

  @TempDir Path folder;

  private void write(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(CHANGED));
  }

  private String page(String... globs) throws Exception {
    return Pages.text(new TextfileCollector(List.of(globs))).replace("\"" + folder + "/", "\"");
  }

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    write("backup.prom", "");
    write("other.txt", "ignored 1\n");

    assertThat(page(folder.toString())).isEqualTo(Pages.sample(TextfileCollector.class));
  }

  @Test
  void families_ofEveryTypeKeepTheirValues() throws Exception {
    String text =
        """
        # HELP job_runs_total Runs.
        # TYPE job_runs_total counter
        job_runs_total{job="a"} 3.0
        # HELP job_seconds Time taken.
        # TYPE job_seconds histogram
        job_seconds_bucket{job="a",le="1.0"} 2
        job_seconds_bucket{job="a",le="+Inf"} 5
        job_seconds_count{job="a"} 5
        job_seconds_sum{job="a"} 17.5
        # HELP job_size Size.
        # TYPE job_size summary
        job_size{quantile="0.5"} 10.0
        job_size_count 7
        job_size_sum 80.0
        # HELP job_state State.
        # TYPE job_state gauge
        job_state -1.5
        # HELP job_steps Steps, a counter by its file.
        # TYPE job_steps untyped
        job_steps 4.0
        """;
    write("a.prom", text.replace("job_steps untyped", "job_steps counter"));

    assertThat(page(folder.toString())).startsWith(text).endsWith("scrape_error 0.0\n");
  }

  @Test
  void files_mayShareFamilies_butNotValuesOrTypes() throws Exception {
    write("1.prom", "# TYPE x gauge\n# HELP x First.\nx{n=\"1\"} 1\n");
    write("2.prom", "# TYPE x gauge\n# HELP x Second.\nx{n=\"2\"} 2\n");
    assertThat(page(folder.toString()))
        .contains("# HELP x First.\n", "x{n=\"1\"} 1.0\n", "x{n=\"2\"} 2.0\n")
        .contains("scrape_error 0.0");

    write("3.prom", "# TYPE x gauge\nx{n=\"2\"} 3\ny 3\n");
    write("4.prom", "# TYPE x counter\nx{n=\"4\"} 4\n");
    assertThat(page(folder.toString()))
        .contains("x{n=\"2\"} 2.0\n", "scrape_error 1.0")
        .doesNotContain("y 3", "n=\"4\"", "3.prom", "4.prom");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x 1 1795256000000\n",
        "x one\n",
        "x 1\nx 2\n",
        "<html>\n",
        "node_textfile_scrape_error 0\n",
        "# TYPE h histogram\nh_bucket{le=\"1\"} 1\n",
        "# TYPE h histogram\nh_bucket 1\n",
      })
  void file_badIsLeftOutWhole(String text) throws Exception {
    write("bad.prom", "good 1\n" + text);
    write("good.prom", "good 7\n");

    assertThat(page(folder.toString()))
        .contains("good 7.0", "node_textfile_scrape_error 1.0")
        .contains("node_textfile_mtime_seconds{file=\"good.prom\"} 1.795256E9")
        .doesNotContain("bad.prom");
  }

  @Test
  void folders_areFoundByGlobs() throws Exception {
    write("srv/a/metrics/x.prom", "x 1\n");
    write("srv/b/metrics/y.prom", "y 1\n");
    write("other/z.prom", "z 1\n");

    assertThat(page(folder + "/srv/*/metrics", folder + "/oth?r"))
        .contains("x 1.0", "y 1.0", "z 1.0", "scrape_error 0.0");
  }

  @Test
  void folder_missingIsAnError_noneIsNot() throws Exception {
    assertThat(page(folder + "/no")).contains("node_textfile_scrape_error 1.0");
    assertThat(page()).contains("node_textfile_scrape_error 0.0");
  }

  @Test
  void file_changedIsReadAgain() throws Exception {
    var collector = new TextfileCollector(List.of(folder.toString()));
    write("a.prom", "x 1\n");
    assertThat(Pages.text(collector)).contains("x 1.0");

    write("a.prom", "x 10\n");
    assertThat(Pages.text(collector)).contains("x 10.0");

    Files.delete(folder.resolve("a.prom"));
    assertThat(Pages.text(collector)).doesNotContain("x 10.0").contains("scrape_error 0.0");
  }
}
