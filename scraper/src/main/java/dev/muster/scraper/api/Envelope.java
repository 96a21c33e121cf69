package dev.muster.scraper.api;

import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import io.javalin.http.Context;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;

/** The JSON that Prometheus's HTTP API wraps around every answer. */
final class Envelope {
  private static final Logger log = LoggerFactory.getLogger(Envelope.class);
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

  /**
   * Sends an answer as it is written, since it may be larger than what memory should hold twice.
   */
  static void success(Context context, Data data, List<String> warnings, List<String> infos) {
    context.contentType("application/json");
    try (var json = JSON.createGenerator(context.outputStream())) {
      json.writeStartObject();
      json.writeStringProperty("status", "success");
      json.writeName("data");
      data.write(json);
      notes(json, "warnings", warnings);
      notes(json, "infos", infos);
      json.writeEndObject();
    } catch (JacksonIOException e) {
      log.debug("msg=\"an answer was not taken\" path={}", context.path(), e);
    }
  }

  private static void notes(JsonGenerator json, String name, List<String> notes) {
    if (!notes.isEmpty()) {
      json.writeArrayPropertyStart(name);
      notes.stream().limit(MOST_NOTES).forEach(json::writeString);
      json.writeEndArray();
    }
  }

  static void error(Context context, int status, String type, String message) {
    JsonAnswer.refuse(context, Refused.of(status, type, message));
  }
}
