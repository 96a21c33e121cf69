package dev.muster.console.account;

import dev.muster.archive.account.AccountRefusedException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests and answers as JSON, in the envelope of Muster's own API. */
final class AccountJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_TEXT = 1_000;
  private static final int MOST_ITEMS = 1_000;

  private AccountJson() {}

  /** A handler whose refusals are answered. */
  static Handler handler(Consumer<Context> endpoint) {
    return context -> {
      try {
        endpoint.accept(context);
      } catch (AccountRefusedException e) {
        refuse(context, Refusal.of(409, String.valueOf(e.getMessage())));
      } catch (IllegalArgumentException e) {
        refuse(context, Refusal.of(422, String.valueOf(e.getMessage())));
      } catch (Refusal refusal) {
        refuse(context, refusal);
      }
    };
  }

  private static void refuse(Context context, Refusal refusal) {
    if (refusal.retrySeconds() > 0) {
      context.header("Retry-After", Integer.toString(refusal.retrySeconds()));
    }
    context.status(refusal.status());
    send(
        context,
        ordered(
            "status",
            "error",
            "errorType",
            refusal.errorType(),
            "error",
            String.valueOf(refusal.getMessage())));
  }

  static void success(Context context, @Nullable Object data) {
    send(context, ordered("status", "success", "data", data));
  }

  private static void send(Context context, Object answer) {
    context.contentType("application/json").result(JSON.writeValueAsBytes(answer));
  }

  /** Names and values in turn. */
  static Map<String, @Nullable Object> ordered(@Nullable Object... namesAndValues) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return map;
  }

  /** Unix seconds, or null. */
  static @Nullable Double seconds(@Nullable Long millis) {
    return millis == null ? null : Double.valueOf(millis / 1000.0);
  }

  /**
   * The request's body.
   *
   * @throws Refusal if it is no JSON object
   */
  static Fields body(Context context) {
    try {
      var node = JSON.readTree(context.bodyAsBytes());
      if (node != null && node.isObject()) {
        return new Fields(node);
      }
    } catch (JacksonException e) {
      // Said below.
    }
    throw Refusal.of(400, "the body is no JSON object; send one such as {\"name\": \"ann\"}");
  }

  /** What stands in an object. */
  record Fields(JsonNode node) {
    boolean has(String name) {
      return node.has(name);
    }

    /** The text of a field, "" where there is none. */
    String text(String name) {
      var value = node.get(name);
      if (value == null || value.isNull()) {
        return "";
      }
      if (!value.isString() || value.stringValue().length() > MOST_TEXT) {
        throw Refusal.of(400, name + " is no text of up to " + MOST_TEXT + " characters");
      }
      return value.stringValue();
    }

    boolean truth(String name, boolean otherwise) {
      var value = node.get(name);
      if (value == null || value.isNull()) {
        return otherwise;
      }
      if (!value.isBoolean()) {
        throw Refusal.of(400, name + " is neither true nor false");
      }
      return value.booleanValue();
    }

    List<String> texts(String name) {
      var value = node.get(name);
      if (value == null || value.isNull()) {
        return List.of();
      }
      if (!value.isArray() || value.size() > MOST_ITEMS) {
        throw Refusal.of(400, name + " is no list of texts");
      }
      var texts = new ArrayList<String>();
      for (var item : value) {
        if (!item.isString()) {
          throw Refusal.of(400, name + " is no list of texts");
        }
        texts.add(item.stringValue());
      }
      return texts;
    }

    /** Unix milliseconds of a field with Unix seconds; null where there is none. */
    @Nullable Long time(String name) {
      var value = node.get(name);
      if (value == null || value.isNull()) {
        return null;
      }
      if (!value.isNumber() || Math.abs(value.doubleValue()) > 1e11) {
        throw Refusal.of(400, name + " is no time in Unix seconds");
      }
      return Math.round(value.doubleValue() * 1000);
    }
  }
}
