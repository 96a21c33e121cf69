package dev.muster.rollout.enroll;

import dev.muster.archive.account.AccountRefusedException;
import dev.muster.web.WebConfigException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Requests and answers as JSON, in the envelope of Muster's own API. */
final class EnrollJson {
  private static final Logger log = LoggerFactory.getLogger(EnrollJson.class);
  private static final int MOST_BYTES = 64 * 1024;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private EnrollJson() {}

  /** A handler whose refusals are answered. */
  static Handler handler(Consumer<Context> endpoint) {
    return context -> {
      try {
        endpoint.accept(context);
      } catch (EnrollRefused refused) {
        refuse(context, refused);
      } catch (AccountRefusedException e) {
        refuse(context, new EnrollRefused(409, String.valueOf(e.getMessage())));
      } catch (IllegalArgumentException e) {
        refuse(context, new EnrollRefused(422, String.valueOf(e.getMessage())));
      } catch (UncheckedIOException | WebConfigException e) {
        log.warn("msg=\"a machine could not be enrolled\" error=\"{}\"", e.toString());
        refuse(context, new EnrollRefused(503, "the server cannot do it now; its log says why"));
      }
    };
  }

  private static void refuse(Context context, EnrollRefused refused) {
    context.status(refused.status());
    send(
        context,
        ordered(
            "status",
            "error",
            "errorType",
            refused.errorType(),
            "error",
            String.valueOf(refused.getMessage())));
  }

  static void success(Context context, Object data) {
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
   * @throws EnrollRefused if it is no such object, or a large one
   */
  static <T> T body(Context context, Class<T> type) {
    try (var in = context.bodyInputStream()) {
      var bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new EnrollRefused(413, "the body is larger than " + MOST_BYTES + " bytes");
      }
      var read = JSON.readValue(bytes, type);
      if (read != null) {
        return read;
      }
    } catch (JacksonException e) {
      throw new EnrollRefused(400, "the body is not the JSON object that docs/enrolment.md shows");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new EnrollRefused(400, "the body is empty");
  }
}
