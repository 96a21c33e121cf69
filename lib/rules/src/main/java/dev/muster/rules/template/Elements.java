package dev.muster.rules.template;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Lists, maps and texts by their elements. */
final class Elements {
  private Elements() {}

  static long length(Object value) {
    return switch (value) {
      case String text -> text.getBytes(StandardCharsets.UTF_8).length;
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      default -> throw new FailedCallException("len of type " + GoText.type(value));
    };
  }

  /** {@code index x 1 "a"} is x[1]["a"]. */
  static Object index(List<Object> arguments) {
    Object value = arguments.getFirst();
    for (var key : arguments.subList(1, arguments.size())) {
      value = index(value, key);
    }
    return value;
  }

  private static Object index(Object value, Object key) {
    if (value instanceof Map<?, ?> map && key instanceof String) {
      return GoText.entry(map, key);
    }
    if (value instanceof List<?> list && key instanceof Long index) {
      if (index < 0 || index >= list.size()) {
        throw new FailedCallException("index out of range: " + index);
      }
      Object found = list.get(index.intValue());
      return found == null ? Nothing.NIL : found;
    }
    if (value instanceof String text && key instanceof Long index) {
      if (index < 0 || index >= text.length()) {
        throw new FailedCallException("index out of range: " + index);
      }
      return (long) text.charAt(index.intValue());
    }
    throw new FailedCallException(
        "can't index " + GoText.type(value) + " with " + GoText.type(key));
  }

  /** {@code slice x 1 3} is x[1:3]. */
  static Object slice(List<Object> arguments) {
    Object value = arguments.getFirst();
    int size =
        switch (value) {
          case String text -> text.length();
          case List<?> list -> list.size();
          default -> throw new FailedCallException("can't slice " + GoText.type(value));
        };
    int from = bound(arguments, 1, 0);
    int to = bound(arguments, 2, size);
    if (from > to || to > size) {
      throw new FailedCallException("slice bounds out of range: " + from + " to " + to);
    }
    return value instanceof String text
        ? text.substring(from, to)
        : List.copyOf(((List<?>) value).subList(from, to));
  }

  private static int bound(List<Object> arguments, int index, int otherwise) {
    if (index >= arguments.size()) {
      return otherwise;
    }
    if (arguments.get(index) instanceof Long bound && bound >= 0 && bound < Integer.MAX_VALUE) {
      return bound.intValue();
    }
    throw new FailedCallException("cannot slice with " + GoText.print(arguments.get(index)));
  }

  /** As Go's Sprint: a space between two that are no texts; as Sprintln: between all. */
  static String print(List<Object> values, boolean line) {
    var text = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      boolean texts =
          i > 0 && (values.get(i) instanceof String || values.get(i - 1) instanceof String);
      text.append(i > 0 && (line || !texts) ? " " : "").append(GoText.print(values.get(i)));
    }
    return text.append(line ? "\n" : "").toString();
  }
}
