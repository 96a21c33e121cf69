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
  /** Characters of one point with its brackets. */
  private static final int TYPICAL_POINT = 32;

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
    var text = new StringBuilder();
    char[] characters = {};
    json.writeStartArray();
    for (Series series : matrix.series()) {
      json.writeStartObject();
      metric(json, series.labels());
      json.writeName("values");
      points(text, series);
      if (characters.length < text.length()) {
        characters = new char[text.length() + text.length() / 4];
      }
      text.getChars(0, text.length(), characters, 0);
      json.writeRawValue(characters, 0, text.length());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** All samples of a series; made at once, since answers may hold a million. */
  private static void points(StringBuilder text, Series series) {
    text.setLength(0);
    text.ensureCapacity(series.size() * TYPICAL_POINT);
    text.append('[');
    for (int i = 0; i < series.size(); i++) {
      text.append(i == 0 ? "[" : ",[");
      appendSeconds(text, series.timesMillis()[i]);
      text.append(",\"");
      SampleValue.append(text, series.values()[i]);
      text.append("\"]");
    }
    text.append(']');
  }

  private static void appendSeconds(StringBuilder text, long timeMillis) {
    if (timeMillis % 1000 == 0) {
      text.append(timeMillis / 1000);
    } else {
      text.append(seconds(timeMillis));
    }
  }

  private static String seconds(long timeMillis) {
    return timeMillis % 1000 == 0
        ? Long.toString(timeMillis / 1000)
        : BigDecimal.valueOf(timeMillis, 3).stripTrailingZeros().toPlainString();
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
    json.writeNumber(seconds(timeMillis));
    json.writeString(value);
    json.writeEndArray();
  }
}
