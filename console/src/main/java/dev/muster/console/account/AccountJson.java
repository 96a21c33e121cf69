package dev.muster.console.account;

import dev.muster.archive.account.AccountRefusedException;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Requests as JSON, and what is refused. */
final class AccountJson {
  private static final int MOST_TEXT = 1_000;
  private static final int MOST_ITEMS = 1_000;

  private AccountJson() {}

  /** A handler whose refusals are answered. */
  static Handler handler(Consumer<Context> endpoint) {
    return JsonAnswer.handler(
        endpoint,
        fault ->
            switch (fault) {
              case AccountRefusedException e -> Refused.of(409, String.valueOf(e.getMessage()));
              case IllegalArgumentException e -> Refused.of(422, String.valueOf(e.getMessage()));
              default -> null;
            });
  }

  static Refused later(int seconds) {
    return Refused.of(429, "too many wrong passwords came; try again later").retryAfter(seconds);
  }

  /**
   * The request's body.
   *
   * @throws Refused if it is no JSON object
   */
  static Fields body(Context context) {
    try {
      var node = JsonAnswer.JSON.readTree(context.bodyAsBytes());
      if (node != null && node.isObject()) {
        return new Fields(node);
      }
    } catch (JacksonException e) {
      // Said below.
    }
    throw Refused.of(400, "the body is no JSON object; send one such as {\"name\": \"ann\"}");
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
        throw Refused.of(400, name + " is no text of up to " + MOST_TEXT + " characters");
      }
      return value.stringValue();
    }

    boolean truth(String name, boolean otherwise) {
      var value = node.get(name);
      if (value == null || value.isNull()) {
        return otherwise;
      }
      if (!value.isBoolean()) {
        throw Refused.of(400, name + " is neither true nor false");
      }
      return value.booleanValue();
    }

    List<String> texts(String name) {
      var value = node.get(name);
      if (value == null || value.isNull()) {
        return List.of();
      }
      if (!value.isArray() || value.size() > MOST_ITEMS) {
        throw Refused.of(400, name + " is no list of texts");
      }
      var texts = new ArrayList<String>();
      for (var item : value) {
        if (!item.isString()) {
          throw Refused.of(400, name + " is no list of texts");
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
        throw Refused.of(400, name + " is no time in Unix seconds");
      }
      return Math.round(value.doubleValue() * 1000);
    }
  }
}
