package dev.muster.scraper;

import io.javalin.http.Context;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** The JSON that Prometheus's HTTP API wraps around every answer. */
final class Envelope {
  private static final JsonMapper JSON = new JsonMapper();

  /** Writes the value of {@code data}. */
  interface Data {
    void write(JsonGenerator json);
  }

  private Envelope() {}

  static void success(Context context, Data data) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringProperty("status", "success");
      json.writeName("data");
      data.write(json);
      json.writeEndObject();
    }
    context.contentType("application/json").result(text.toString());
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
