package dev.muster.rules.template;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values as Go's {@code json.Marshal} writes them: names of fields begin in lower case, maps are
 * sorted, and no text holds what ends a script in a page.
 */
final class JsonText {
  private final StringBuilder json = new StringBuilder();
  private final int most;

  private JsonText(int most) {
    this.most = most;
  }

  /**
   * A value as JSON.
   *
   * @param most characters
   * @throws FailedCallException if it is longer, or holds a number JSON has not
   */
  static String of(Object value, int most) {
    var text = new JsonText(most);
    text.write(value);
    return text.json.toString();
  }

  private void write(Object value) {
    if (json.length() > most) {
      throw new FailedCallException("more than " + most + " characters of JSON");
    }
    switch (value) {
      case String text -> quote(text);
      case SafeText text -> quote(text.text());
      case Double number -> number(number);
      case Long number -> json.append(number.longValue());
      case Boolean truth -> json.append(truth.booleanValue());
      case Nothing _ -> json.append("null");
      case GoTime time -> time(time);
      case Instant time -> time(new GoTime(time));
      case GoDuration duration -> json.append(duration.nanos());
      case Duration duration -> json.append(duration.toNanos());
      case List<?> list -> list(list);
      case Map<?, ?> map -> map(GoText.sorted(map));
      case TemplateObject object -> map(named(object));
      case Sample sample ->
          map(Map.of("Labels", sample.labels(), "Value", (Object) sample.value()));
      default -> quote(GoText.print(value));
    }
  }

  private void number(double number) {
    if (!Double.isFinite(number)) {
      throw new FailedCallException("JSON has no number " + GoText.print(number));
    }
    json.append(GoText.print(number));
  }

  private void time(GoTime time) {
    quote(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.offset()));
  }

  private void list(List<?> list) {
    json.append('[');
    String comma = "";
    for (Object element : list) {
      json.append(comma);
      write(element == null ? Nothing.NIL : element);
      comma = ",";
    }
    json.append(']');
  }

  private void map(Map<?, ?> map) {
    json.append('{');
    String comma = "";
    for (var entry : map.entrySet()) {
      json.append(comma);
      quote(String.valueOf(entry.getKey()));
      json.append(':');
      Object value = entry.getValue();
      write(value == null ? Nothing.NIL : value);
      comma = ",";
    }
    json.append('}');
  }

  /** {@code StartsAt} is {@code startsAt}, {@code URL} is {@code url}. */
  private static Map<String, Object> named(TemplateObject object) {
    var named = new LinkedHashMap<String, Object>();
    object
        .fields()
        .forEach((name, value) -> {
          boolean allUpper = name.chars().allMatch(Character::isUpperCase);
          int small = allUpper ? name.length() : 1;
          named.put(
              name.substring(0, small).toLowerCase(java.util.Locale.ROOT) + name.substring(small),
              value);
        });
    return named;
  }

  private void quote(String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '<', '>', '&', '\u2028', '\u2029' -> json.append("\\u%04x".formatted((int) c));
        default -> {
          if (c < ' ') {
            json.append("\\u%04x".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
