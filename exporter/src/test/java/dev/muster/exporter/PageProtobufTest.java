package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.CollectorSettings;
import dev.muster.exporter.collector.Collectors;
import dev.muster.exporter.collector.MetricPage;
import dev.muster.exporter.collector.NoDataException;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageProtobufTest {
  @TempDir Path folder;

  private static void assertSame(MetricSnapshots page) throws IOException {
    var out = new ByteArrayOutputStream();
    new PrometheusProtobufWriter().write(out, page, EscapingScheme.UNDERSCORE_ESCAPING);
    assertThat(PageProtobuf.of(page)).isEqualTo(out.toByteArray());
  }

  @Test
  void words_asClientJava() throws IOException {
    var page = new MetricPage();
    page.gaugeFamily("muster_words_info", "Back\\slash, \"quotes\"\nand a line.", "b", "a_2")
        .add(1, "C:\\new", "x".repeat(300))
        .add(Double.NaN, "", "Größe 東京 🖥")
        .add(-0.0, "{x=\"y\"}", "tab\t");
    page.untypedFamily("muster_any", "A number.").add(Double.NEGATIVE_INFINITY);
    page.counter("muster_things_total", "Things.", 3);
    assertSame(page.snapshots());
  }

  @Test
  void machine_asClientJava() throws Exception {
    var page = new MetricPage();
    for (Collector collector : Collectors.all(CollectorSettings.defaults())) {
      try {
        collector.collect(page);
      } catch (NoDataException e) {
        // This machine has nothing of the kind; the others fill the page.
      }
    }
    assertThat(page.snapshots().size()).isGreaterThan(20);
    assertSame(page.snapshots());
  }

  @Test
  void distributions_asClientJava() throws IOException {
    var histogram =
        HistogramSnapshot.builder()
            .name("job_seconds")
            .help("Time of a job.")
            .dataPoint(
                HistogramDataPointSnapshot.builder()
                    .labels(Labels.of("job", "a"))
                    .classicHistogramBuckets(
                        ClassicHistogramBuckets.of(
                            List.of(0.5, 1.0, Double.POSITIVE_INFINITY), List.of(2L, 0L, 300L)))
                    .sum(4.5)
                    .build())
            .build();
    var summary =
        SummarySnapshot.builder()
            .name("job_bytes")
            .dataPoint(
                SummaryDataPointSnapshot.builder()
                    .quantiles(Quantiles.of(new Quantile(0.5, 7), new Quantile(0.9, 8)))
                    .count(3)
                    .sum(22)
                    .build())
            .build();
    assertSame(new MetricSnapshots(histogram, summary));
  }

  @Test
  void family_ofAnotherType() {
    var info = InfoSnapshot.builder().name("muster_build").build();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> PageProtobuf.of(new MetricSnapshots(info)))
        .withMessageContaining("muster_build");
  }

  /** What real servers send decides on the form, and the body is in that form. */
  @Test
  void answers_toRealAcceptHeaders() throws Exception {
    Map<String, String> wanted =
        Map.of(
            AcceptedTest.PROMETHEUS_2, "application/openmetrics-text; version=1.0.0; charset=utf-8",
            AcceptedTest.PROMETHEUS_3, "application/openmetrics-text; version=1.0.0; charset=utf-8",
            AcceptedTest.PROMETHEUS_2_PROTOBUF, Accepted.PROTOBUF_TYPE,
            AcceptedTest.PROMETHEUS_3_PROTOBUF, Accepted.PROTOBUF_TYPE,
            AcceptedTest.PROMETHEUS_3_TEXT, "text/plain; version=0.0.4; charset=utf-8");
    try (Exporter exporter = Exporter.start(Exporter.settings(folder), Exporter.plain("fine"))) {
      for (Map.Entry<String, String> each : wanted.entrySet()) {
        for (String coding : List.of("gzip", "identity", "br, gzip;q=0.5", "gzip;q=0")) {
          var request =
              exporter
                  .request("/metrics?collect[]=fine".replace("[]", "%5B%5D"))
                  .header("Accept", each.getKey())
                  .header("Accept-Encoding", coding)
                  .build();
          HttpResponse<byte[]> answer = exporter.send(request, BodyHandlers.ofByteArray());
          assertThat(answer.statusCode()).isEqualTo(200);
          assertThat(answer.headers().firstValue("Content-Type")).contains(each.getValue());
          boolean packed = coding.contains("gzip") && !coding.endsWith("q=0");
          assertThat(answer.headers().firstValue("Content-Encoding").isPresent())
              .as(coding)
              .isEqualTo(packed);
          assertHasFine(each.getValue(), packed ? unpacked(answer.body()) : answer.body());
        }
      }
    }
  }

  private static byte[] unpacked(byte[] packed) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  private static void assertHasFine(String type, byte[] body) {
    String text = new String(body, UTF_8);
    if (type.equals(Accepted.PROTOBUF_TYPE)) {
      var gauge = new MetricPage();
      gauge.gauge("test_fine", "A test.", 1);
      assertThat(body).containsSequence(PageProtobuf.of(gauge.snapshots()));
    } else {
      assertThat(text).contains("# TYPE test_fine gauge\n", "\ntest_fine 1.0\n");
      assertThat(text.endsWith("# EOF\n")).isEqualTo(type.contains("openmetrics"));
    }
  }
}
