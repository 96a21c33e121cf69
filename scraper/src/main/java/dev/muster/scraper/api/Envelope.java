package dev.muster.scraper.api;

import io.javalin.http.Context;
import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** The JSON that Prometheus's HTTP API wraps around every answer. */
final class Envelope {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_NOTES = 10;

  /** Writes the value of {@code data}. */
  interface Data {
    void write(JsonGenerator json);
  }

  private Envelope() {}

  static void success(Context context, Data data) {
    success(context, data, List.of(), List.of());
  }

  static void success(Context context, Data data, List<String> warnings, List<String> infos) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringProperty("status", "success");
      json.writeName("data");
      data.write(json);
      notes(json, "warnings", warnings);
      notes(json, "infos", infos);
      json.writeEndObject();
    }
    context.contentType("application/json").result(text.toString());
  }

  private static void notes(JsonGenerator json, String name, List<String> notes) {
    if (!notes.isEmpty()) {
      json.writeArrayPropertyStart(name);
      notes.stream().limit(MOST_NOTES).forEach(json::writeString);
      json.writeEndArray();
    }
  }

  static void error(Context context, int status, String type, String message) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringProperty("status", "error");
      json.writeStringProperty("errorType", type);
      json.writeStringProperty("error", message);
      json.writeEndObject();
    }
    context.status(status).contentType("application/json").result(text.toString());
  }
}
