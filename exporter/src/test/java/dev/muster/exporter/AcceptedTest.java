package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedTest {
  /** What Prometheus 2.42 sends; with native histograms on; what 3.x sends without and with. */
  static final String PROMETHEUS_2 =
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
          + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

  static final String PROMETHEUS_2_PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,"
          + "application/openmetrics-text;version=1.0.0;q=0.8,"
          + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
  static final String PROMETHEUS_3 =
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
          + "application/openmetrics-text;version=0.0.1;q=0.4,"
          + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,"
          + "*/*;q=0.1";
  static final String PROMETHEUS_3_PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;"
          + "escaping=allow-utf-8;q=0.6,"
          + PROMETHEUS_3;
  static final String PROMETHEUS_3_TEXT =
      "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,"
          + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.4,*/*;q=0.1";

  @Test
  void accept_asPrometheusSendsIt() {
    assertThat(Accepted.of(List.of(PROMETHEUS_2))).isEqualTo(Accepted.OPEN_METRICS);
    assertThat(Accepted.of(List.of(PROMETHEUS_2_PROTOBUF))).isEqualTo(Accepted.PROTOBUF);
    assertThat(Accepted.of(List.of(PROMETHEUS_3))).isEqualTo(Accepted.OPEN_METRICS);
    assertThat(Accepted.of(List.of(PROMETHEUS_3_PROTOBUF))).isEqualTo(Accepted.PROTOBUF);
    assertThat(Accepted.of(List.of(PROMETHEUS_3_TEXT))).isEqualTo(Accepted.TEXT);
  }

  @Test
  void accept_missingOrOverSeveralLines() {
    assertThat(Accepted.of(null)).isEqualTo(Accepted.TEXT);
    assertThat(Accepted.of(List.of("text/plain;q=0.5", "application/openmetrics-text")))
        .isEqualTo(Accepted.OPEN_METRICS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "''| TEXT",
        "*/*| TEXT",
        "text/html, */*;q=0.8| TEXT",
        "application/openmetrics-text| OPEN_METRICS",
        "Application/OpenMetrics-Text ; Version=\"1.0.0\" ; Q=1.0| OPEN_METRICS",
        "application/openmetrics-text;version=2.0.0, text/plain;q=0.1| TEXT",
        "application/openmetrics-text;q=0| TEXT",
        "application/openmetrics-text;q=0, application/openmetrics-text;version=0.0.1;q=0| TEXT",
        "application/openmetrics-text;q=0.1, text/plain| TEXT",
        "application/openmetrics-text;q=high, text/plain;q=0.1| TEXT",
        "text/plain;q=0.5, application/openmetrics-text;q=0.5| TEXT",
        "application/openmetrics-text;q=0.5, text/plain;q=0.5| OPEN_METRICS",
        "application/vnd.google.protobuf| TEXT",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily| TEXT",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text| TEXT",
        "application/vnd.google.protobuf;encoding=delimited;proto=a.b.C| TEXT",
        ";,=;;q=| TEXT",
      })
  void accept_choosesTheBestItKnows(String header, Accepted form) {
    assertThat(Accepted.of(List.of(header))).isEqualTo(form);
  }
}
