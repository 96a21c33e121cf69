package dev.muster.scraper.api;

import dev.muster.metrics.Labels;
import dev.muster.metrics.SampleValue;
import dev.muster.metrics.Series;
import dev.muster.promql.Value;
import java.math.BigDecimal;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** Writes query values as Prometheus does: times as seconds, numbers as text. */
final class ValueJson {
  private ValueJson() {}

  static void write(JsonGenerator json, Value value) {
    json.writeStartObject();
    json.writeStringProperty("resultType", value.type().name().toLowerCase(Locale.ROOT));
    json.writeName("result");
    switch (value) {
      case Value.Scalar scalar ->
          point(json, scalar.timeMillis(), SampleValue.format(scalar.value()));
      case Value.StringValue string -> point(json, string.timeMillis(), string.value());
      case Value.Vector vector -> vector(json, vector);
      case Value.Matrix matrix -> matrix(json, matrix);
    }
    json.writeEndObject();
  }

  private static void vector(JsonGenerator json, Value.Vector vector) {
    json.writeStartArray();
    for (var sample : vector.samples()) {
      json.writeStartObject();
      metric(json, sample.labels());
      json.writeName("value");
      point(json, sample.timeMillis(), SampleValue.format(sample.value()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void matrix(JsonGenerator json, Value.Matrix matrix) {
    json.writeStartArray();
    for (Series series : matrix.series()) {
      json.writeStartObject();
      metric(json, series.labels());
      json.writeArrayPropertyStart("values");
      for (int i = 0; i < series.size(); i++) {
        point(json, series.timesMillis()[i], SampleValue.format(series.values()[i]));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void metric(JsonGenerator json, Labels labels) {
    json.writeName("metric");
    labels(json, labels);
  }

  static void labels(JsonGenerator json, Labels labels) {
    json.writeStartObject();
    labels.forEach(json::writeStringProperty);
    json.writeEndObject();
  }

  private static void point(JsonGenerator json, long timeMillis, String value) {
    json.writeStartArray();
    json.writeNumber(BigDecimal.valueOf(timeMillis, 3).stripTrailingZeros().toPlainString());
    json.writeString(value);
    json.writeEndArray();
  }
}
