package dev.muster.alertbridge.api;

import dev.muster.archive.Silence;
import dev.muster.metrics.Matcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;

/**
 * Silences as Alertmanager's API has them. When one comes back stands in the annotation {@value
 * #SCHEDULE} and, for those who do not show annotations, at the end of its comment.
 */
final class SilenceJson {
  /** Name of the annotation, and of a field that is taken likewise. */
  static final String SCHEDULE = "schedule";

  private SilenceJson() {}

  /**
   * Reads one.
   *
   * @throws Refusal if something is missing or not of its form
   */
  static Silence read(Body body) {
    body.requireObject();
    String comment = body.field("comment").text();
    String author = body.field("createdBy").text();
    body.field("endsAt");
    var list = body.field("matchers");
    body.field("startsAt");
    if (list.size() == 0) {
      throw Refusal.malformed(612, "matchers in body should have at least 1 items");
    }
    var annotations = new HashMap<>(body.texts("annotations"));
    String annotated = annotations.getOrDefault(SCHEDULE, "");
    annotations.remove(SCHEDULE);
    String schedule = body.text(SCHEDULE);
    return new Silence(
        id(body.text("id")),
        matchers(list),
        body.time("startsAt").orElse(0),
        body.time("endsAt").orElse(0),
        0,
        author,
        comment,
        schedule.isEmpty() ? annotated : schedule,
        annotations);
  }

  private static String id(String text) {
    return text.isEmpty() ? "" : text.toLowerCase(Locale.ROOT);
  }

  private static List<Matcher> matchers(Body list) {
    var matchers = new ArrayList<Matcher>();
    for (var item : list.items()) {
      item.field("isRegex");
      String name = item.field("name").text();
      String value = item.field("value").text();
      int index = matchers.size();
      if (name.isEmpty()) {
        throw invalid(index, "invalid label name \"\"");
      }
      try {
        matchers.add(
            Matcher.of(
                name, type(item.truth("isEqual", true), item.truth("isRegex", false)), value));
      } catch (IllegalArgumentException e) {
        throw invalid(index, String.valueOf(e.getMessage()));
      }
    }
    return matchers;
  }

  private static Refusal invalid(int index, String why) {
    return Refusal.of(400, "silence invalid: invalid label matcher " + index + ": " + why);
  }

  private static Matcher.Type type(boolean isEqual, boolean isRegex) {
    if (isRegex) {
      return isEqual ? Matcher.Type.REGEX : Matcher.Type.NOT_REGEX;
    }
    return isEqual ? Matcher.Type.EQUAL : Matcher.Type.NOT_EQUAL;
  }

  static void write(JsonGenerator json, SilenceDesk.Stated stated) {
    var silence = stated.silence();
    json.writeStartObject();
    json.writeStringProperty("id", silence.id());
    json.writeObjectPropertyStart("status");
    json.writeStringProperty("state", stated.state().word());
    json.writeEndObject();
    json.writeStringProperty("updatedAt", ApiJson.time(silence.updatedAt()));
    ApiJson.texts(json, "annotations", annotations(silence));
    json.writeStringProperty("comment", silence.comment() + note(silence.schedule()));
    json.writeStringProperty("createdBy", silence.createdBy());
    json.writeStringProperty("endsAt", ApiJson.time(silence.endsAt()));
    json.writeArrayPropertyStart("matchers");
    silence.matchers().forEach(matcher -> write(json, matcher));
    json.writeEndArray();
    json.writeStringProperty("startsAt", ApiJson.time(silence.startsAt()));
    json.writeEndObject();
  }

  private static Map<String, String> annotations(Silence silence) {
    var annotations = new HashMap<>(silence.annotations());
    if (!silence.schedule().isEmpty()) {
      annotations.put(SCHEDULE, silence.schedule());
    }
    return annotations;
  }

  /** What the comment of one that comes back ends with. */
  private static String note(String schedule) {
    return schedule.isEmpty() ? "" : " (recurs: " + schedule + ")";
  }

  /** A comment as its author wrote it, where it comes back as it was shown. */
  static String withoutSchedule(String comment, String schedule) {
    String note = note(schedule);
    return note.isEmpty() || !comment.endsWith(note)
        ? comment
        : comment.substring(0, comment.length() - note.length());
  }

  private static void write(JsonGenerator json, Matcher matcher) {
    var type = matcher.type();
    json.writeStartObject();
    json.writeBooleanProperty("isEqual", type == Matcher.Type.EQUAL || type == Matcher.Type.REGEX);
    json.writeBooleanProperty(
        "isRegex", type == Matcher.Type.REGEX || type == Matcher.Type.NOT_REGEX);
    json.writeStringProperty("name", matcher.name());
    json.writeStringProperty("value", matcher.value());
    json.writeEndObject();
  }

  /**
   * The id in an address.
   *
   * @throws Refusal if it is no UUID
   */
  static String id(String name, String text) {
    try {
      if (text.length() == 36) {
        return UUID.fromString(text).toString();
      }
    } catch (IllegalArgumentException e) {
      // None.
    }
    throw Refusal.malformed(601, "%s in path must be of type uuid: \"%s\"".formatted(name, text));
  }
}
