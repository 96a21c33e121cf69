package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.PageText.Format;
import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.CollectorSettings;
import dev.muster.exporter.collector.Collectors;
import dev.muster.exporter.collector.MetricPage;
import dev.muster.exporter.collector.NoDataException;
import dev.muster.exporter.collector.PageFamily;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PageTextTest {
  @TempDir Path folder;

  private static final List<Double> NUMBERS =
      List.of(
          0.0,
          -0.0,
          1.0,
          -1.0,
          0.1,
          1e-3,
          9.99e-4,
          9999999.0,
          1e7,
          -1e7,
          12345678.0,
          1e22,
          123456.789,
          (double) Long.MAX_VALUE,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY);

  @ParameterizedTest
  @EnumSource
  void numbers_asClientJava(Format format) throws IOException {
    var page = new MetricPage();
    var gauge = page.gaugeFamily("muster_number", "A number.", "at");
    var untyped = page.untypedFamily("muster_any", "A number.", "at");
    for (int i = 0; i < NUMBERS.size(); i++) {
      gauge.add(NUMBERS.get(i), "" + i);
      untyped.add(NUMBERS.get(i), "" + i);
    }
    page.counter("muster_things_total", "Things.", 3);
    assertSame(page, format);
  }

  @ParameterizedTest
  @EnumSource
  void words_asClientJava(Format format) throws IOException {
    var page = new MetricPage();
    page.gaugeFamily("muster_words_info", "Back\\slash, \"quotes\"\nand a line.", "b", "a_2")
        .add(1, "C:\\new", "say \"hi\"\n")
        .add(1, "", "Größe 東京 🖥")
        .add(1, "{x=\"y\"}", "tab\t");
    page.gauge("muster_helpless", "", 1);
    assertSame(page, format);
  }

  @ParameterizedTest
  @EnumSource
  void machine_asClientJavaScrapeAfterScrape(Format format) throws Exception {
    var page = new MetricPage();
    List<Collector> collectors = Collectors.all(CollectorSettings.defaults());
    for (int scrape = 0; scrape < 3; scrape++) {
      page.begin();
      for (Collector collector : collectors) {
        try {
          collector.collect(page);
        } catch (NoDataException e) {
          // This machine has nothing of the kind; the others fill the page.
        }
      }
      assertThat(page.snapshots().size()).isGreaterThan(20);
      assertSame(page, format);
    }
  }

  @ParameterizedTest
  @EnumSource
  void histogramOfATextFile_asClientJava(Format format) throws Exception {
    Files.writeString(
        folder.resolve("job.prom"),
        """
        # HELP job_seconds Time of a job.
        # TYPE job_seconds histogram
        job_seconds_bucket{le="1"} 2
        job_seconds_bucket{le="+Inf"} 3
        job_seconds_sum 4.5
        job_seconds_count 3
        """);
    var page = new MetricPage();
    var settings = CollectorSettings.defaults().withTextfiles(List.of(folder.toString()));
    for (Collector collector : Collectors.all(settings)) {
      if (collector.name().equals("textfile")) {
        collector.collect(page);
      }
    }
    assertThat(page.families()).extracting(PageFamily::name).contains("job_seconds");
    assertSame(page, format);
  }

  private static void assertSame(MetricPage page, Format format) throws IOException {
    ExpositionFormatWriter theirs =
        format == Format.OPEN_METRICS
            ? OpenMetricsTextFormatWriter.create()
            : PrometheusTextFormatWriter.create();
    var out = new ByteArrayOutputStream();
    theirs.write(out, page.snapshots(), EscapingScheme.UNDERSCORE_ESCAPING);
    List<PageFamily> families = new ArrayList<>(page.families());
    families.sort(Comparator.comparing(PageFamily::name));
    assertThat(new String(new PageText().of(families, format), UTF_8))
        .isEqualTo(out.toString(UTF_8));
    assertThat(format.contentType()).isEqualTo(theirs.getContentType());
  }
}
