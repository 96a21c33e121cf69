package dev.muster.server;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers in the envelope of Prometheus' API, which is that of Muster's own too: {@code status} and
 * {@code data}, or {@code errorType} and {@code error} where there are none.
 */
public final class JsonAnswer {
  /** Has the properties of records in the order in which they stand there. */
  public static final JsonMapper JSON =
      JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

  private static final String TYPE = "application/json";

  private JsonAnswer() {}

  /** A handler whose refusals are answered. */
  public static Handler handler(Consumer<Context> endpoint) {
    return handler(endpoint, fault -> null);
  }

  /**
   * Likewise.
   *
   * @param refusals of what faults of other kinds are answered with; null: they are thrown on
   */
  public static Handler handler(
      Consumer<Context> endpoint, Function<RuntimeException, @Nullable Refused> refusals) {
    return context -> {
      try {
        endpoint.accept(context);
      } catch (Refused refused) {
        refuse(context, refused);
      } catch (RuntimeException fault) {
        @Nullable Refused refused = refusals.apply(fault);
        if (refused == null) {
          throw fault;
        }
        refuse(context, refused);
      }
    };
  }

  /** Answers with data; the status stays as it is. */
  public static void success(Context context, @Nullable Object data) {
    send(context, ordered("status", "success", "data", data));
  }

  /** Answers why there are no data. */
  public static void refuse(Context context, Refused refused) {
    if (refused.retrySeconds() > 0) {
      context.header("Retry-After", Integer.toString(refused.retrySeconds()));
    }
    send(context.status(refused.status()), failure(refused));
  }

  /** What stands in the answer to a refused request. */
  public static Map<String, @Nullable Object> failure(Refused refused) {
    var json =
        ordered("status", "error", "errorType", refused.errorType(), "error", refused.sentence());
    if (!refused.property().isEmpty()) {
      json.put(refused.property(), refused.value());
    }
    return json;
  }

  private static void send(Context context, Object answer) {
    context.contentType(TYPE).result(JSON.writeValueAsBytes(answer));
  }

  /** Names and values in turn. */
  public static Map<String, @Nullable Object> ordered(@Nullable Object... namesAndValues) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return map;
  }

  /** Unix seconds of Unix milliseconds, or null. */
  public static @Nullable Double seconds(@Nullable Long millis) {
    return millis == null ? null : Double.valueOf(millis / 1000.0);
  }
}
