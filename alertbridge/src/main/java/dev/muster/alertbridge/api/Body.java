package dev.muster.alertbridge.api;

import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A part of a request's JSON, and where in it that stands. */
final class Body {
  /** What Go writes for no time. */
  private static final long NO_TIME = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();

  private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
  private static final int SHOWN = 100;

  private final String what;
  private final String path;
  private final JsonNode node;

  private Body(String what, String path, JsonNode node) {
    this.what = what;
    this.path = path;
    this.node = node;
  }

  /**
   * The whole body.
   *
   * @param what it is, such as {@code silence}
   * @throws Refusal if it is empty or no JSON
   */
  static Body of(Context context, String what) {
    return of(context.bodyAsBytes(), what);
  }

  /** The same of its bytes. */
  static Body of(byte[] bytes, String what) {
    try {
      var node = bytes.length == 0 ? null : ApiJson.JSON.readTree(bytes);
      if (node == null || node.isMissingNode() || node.isNull()) {
        throw Refusal.missing(what);
      }
      return new Body(what, "", node);
    } catch (JacksonException e) {
      throw Refusal.unreadable(what, e.getOriginalMessage().lines().findFirst().orElse("no JSON"));
    }
  }

  /** Refuses what is no object. */
  Body requireObject() {
    if (!node.isObject()) {
      throw wrong("an object");
    }
    return this;
  }

  Iterable<Body> items() {
    if (!node.isArray()) {
      throw wrong("an array");
    }
    var items = new ArrayList<Body>();
    for (int i = 0; i < node.size(); i++) {
      items.add(new Body(what, below(Integer.toString(i)), node.get(i)).requireObject());
    }
    return items;
  }

  int size() {
    return node.size();
  }

  boolean has(String name) {
    var value = node.get(name);
    return value != null && !value.isNull();
  }

  /**
   * A field that must be there.
   *
   * @throws Refusal if it is not
   */
  Body field(String name) {
    if (!has(name)) {
      throw Refusal.missing(below(name));
    }
    return new Body(what, below(name), node.get(name));
  }

  String text() {
    if (!node.isString()) {
      throw wrong("a string");
    }
    return node.stringValue();
  }

  /** The text of a field, or "" where there is none. */
  String text(String name) {
    return has(name) ? field(name).text() : "";
  }

  boolean truth(String name, boolean otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    var value = node.get(name);
    if (!value.isBoolean()) {
      throw field(name).wrong("true or false");
    }
    return value.booleanValue();
  }

  /** The whole number of a field, 0 where it is none. */
  long number(String name) {
    var value = node.get(name);
    return value != null && value.isIntegralNumber() && value.canConvertToLong()
        ? value.longValue()
        : 0;
  }

  Map<String, String> texts(String name) {
    if (!has(name)) {
      return Map.of();
    }
    var field = field(name).requireObject();
    var texts = new HashMap<String, String>();
    for (var entry : field.node.properties()) {
      texts.put(entry.getKey(), field.field(entry.getKey()).text());
    }
    return texts;
  }

  /** The time of a field in Unix milliseconds; none where it says no time. */
  OptionalLong time(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long time = instant(text).toEpochMilli();
      if (time > NO_TIME && time <= LAST) {
        return OptionalLong.of(time);
      }
      if (time == NO_TIME) {
        return OptionalLong.empty();
      }
    } catch (DateTimeException | ArithmeticException e) {
      // None that is understood.
    }
    throw Refusal.unreadable(
        what,
        "%s \"%s\" is no time; give one such as 2026-11-21T22:56:09Z"
            .formatted(below(name), shown(text)));
  }

  private static Instant instant(String text) {
    String iso = text.replace(' ', 'T');
    return iso.matches(".*T.*([zZ]|[+-][0-9:]+)")
        ? OffsetDateTime.parse(iso).toInstant()
        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
  }

  private String below(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private Refusal wrong(String right) {
    return Refusal.unreadable(
        what,
        "%s is %s; give %s".formatted(path.isEmpty() ? "it" : path, shown(node.toString()), right));
  }

  private static String shown(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }
}
