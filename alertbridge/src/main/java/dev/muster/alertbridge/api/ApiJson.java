package dev.muster.alertbridge.api;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Answers in the form of Alertmanager's API: JSON and a line feed, errors as a JSON string. */
final class ApiJson {
  static final JsonMapper JSON = JsonMapper.shared();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private ApiJson() {}

  /** A handler whose refusals are answered. */
  static Handler handler(Consumer<Context> endpoint) {
    return context -> {
      context.header("Cache-Control", "no-store");
      try {
        endpoint.accept(context);
      } catch (Refusal refusal) {
        refuse(context, refusal);
      }
    };
  }

  static void answer(Context context, Consumer<JsonGenerator> value) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text)) {
      value.accept(json);
    }
    context.contentType("application/json").result(text.append('\n').toString());
  }

  private static void refuse(Context context, Refusal refusal) {
    context.status(refusal.status());
    answer(
        context,
        json -> {
          if (refusal.code() == 0) {
            json.writeString(refusal.reason());
          } else {
            json.writeStartObject();
            json.writeNumberProperty("code", refusal.code());
            json.writeStringProperty("message", refusal.reason());
            json.writeEndObject();
          }
        });
  }

  static void alert(JsonGenerator json, ShownAlert alert) {
    json.writeStartObject();
    texts(json, "annotations", alert.annotations());
    json.writeStringProperty("endsAt", time(alert.endsAt()));
    json.writeStringProperty("fingerprint", alert.fingerprint());
    json.writeArrayPropertyStart("receivers");
    alert.receivers().forEach(receiver -> receiver(json, receiver));
    json.writeEndArray();
    json.writeStringProperty("startsAt", time(alert.startsAt()));
    json.writeObjectPropertyStart("status");
    list(json, "inhibitedBy", alert.inhibitedBy());
    list(json, "mutedBy", alert.mutedBy());
    list(json, "silencedBy", alert.silencedBy());
    json.writeStringProperty("state", alert.isSuppressed() ? "suppressed" : "active");
    json.writeEndObject();
    json.writeStringProperty("updatedAt", time(alert.updatedAt()));
    if (!alert.generatorUrl().isEmpty()) {
      json.writeStringProperty("generatorURL", alert.generatorUrl());
    }
    texts(json, "labels", alert.labels().toMap());
    json.writeEndObject();
  }

  static void receiver(JsonGenerator json, String name) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeEndObject();
  }

  /** Names and texts, in the order of names. */
  static void texts(JsonGenerator json, String property, Map<String, String> texts) {
    json.writeObjectPropertyStart(property);
    new TreeMap<>(texts).forEach(json::writeStringProperty);
    json.writeEndObject();
  }

  static void list(JsonGenerator json, String property, Collection<String> texts) {
    json.writeArrayPropertyStart(property);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  /** Such as {@code 2026-11-21T22:56:09.969Z}. */
  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }
}
