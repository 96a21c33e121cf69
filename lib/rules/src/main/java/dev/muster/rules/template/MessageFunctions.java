package dev.muster.rules.template;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The functions that Alertmanager's templates have and those of rules do not.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/notifications/#functions">functions</a>
 */
final class MessageFunctions {
  private static final Set<String> NAMES =
      Set.of(
          "join",
          "trimSpace",
          "stringSlice",
          "safeUrl",
          "urlUnescape",
          "date",
          "tz",
          "since",
          "list",
          "append",
          "dict",
          "toJson",
          "base64encode",
          "base64decode");

  private MessageFunctions() {}

  static boolean has(String name) {
    return NAMES.contains(name);
  }

  /**
   * Calls one.
   *
   * @throws FailedCallException if it cannot do that
   */
  static Object call(String name, List<Object> arguments, Evaluation evaluation) {
    return switch (name) {
      case "stringSlice" -> new ArrayList<>(arguments);
      case "list" -> Made.list(arguments);
      case "append" -> Made.append(arguments);
      case "dict" -> Made.dict(arguments);
      case "toJson" -> {
        count(arguments, 1);
        yield JsonText.of(arguments.getFirst(), Budget.CHARACTERS);
      }
      case "join" -> {
        count(arguments, 2);
        yield list(arguments.get(1)).stream()
            .map(GoText::print)
            .collect(Collectors.joining(text(arguments.getFirst())));
      }
      case "trimSpace" -> one(arguments).strip();
      case "safeUrl" -> one(arguments);
      case "urlUnescape" -> unescaped(one(arguments));
      case "date" -> {
        count(arguments, 2);
        yield time(arguments.get(1)).method("Format", List.of(text(arguments.getFirst())));
      }
      case "tz" -> {
        count(arguments, 2);
        yield time(arguments.get(1)).in(text(arguments.getFirst()));
      }
      case "base64encode" ->
          Base64.getUrlEncoder().encodeToString(one(arguments).getBytes(StandardCharsets.UTF_8));
      case "base64decode" -> decoded(one(arguments));
      case "since" -> {
        count(arguments, 1);
        long then = time(arguments.getFirst()).instant().toEpochMilli();
        yield new GoDuration((evaluation.budget().timeMillis() - then) * 1_000_000);
      }
      default -> throw new FailedCallException("not defined");
    };
  }

  private static String unescaped(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new FailedCallException(GoText.quote(text) + " is not escaped as in an address");
    }
  }

  private static String decoded(String text) {
    try {
      return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new FailedCallException(GoText.quote(text) + " is not base64 as in an address");
    }
  }

  private static void count(List<Object> arguments, int want) {
    if (arguments.size() != want) {
      throw new FailedCallException(
          "wrong number of args: want " + want + " got " + arguments.size());
    }
  }

  private static String one(List<Object> arguments) {
    count(arguments, 1);
    return text(arguments.getFirst());
  }

  private static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new FailedCallException(
        "wrong type for value; expected string; got " + GoText.type(value));
  }

  private static List<?> list(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new FailedCallException(
        "wrong type for value; expected a list; got " + GoText.type(value));
  }

  private static GoTime time(Object value) {
    if (value instanceof GoTime time) {
      return time;
    }
    throw new FailedCallException(
        "wrong type for value; expected a time; got " + GoText.type(value));
  }
}
