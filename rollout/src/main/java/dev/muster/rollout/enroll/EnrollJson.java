package dev.muster.rollout.enroll;

import dev.muster.archive.account.AccountRefusedException;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import dev.muster.web.WebConfigException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Requests as JSON, and what is refused. */
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
    return JsonAnswer.handler(endpoint, EnrollJson::refusal);
  }

  private static @Nullable Refused refusal(RuntimeException fault) {
    return switch (fault) {
      case AccountRefusedException e -> Refused.of(409, String.valueOf(e.getMessage()));
      case IllegalArgumentException e -> Refused.of(422, String.valueOf(e.getMessage()));
      case UncheckedIOException e -> unavailable(e);
      case WebConfigException e -> unavailable(e);
      default -> null;
    };
  }

  private static Refused unavailable(RuntimeException fault) {
    log.warn("msg=\"a machine could not be enrolled\" error=\"{}\"", fault.toString());
    return Refused.of(503, "the server cannot do it now; its log says why");
  }

  /**
   * The request's body.
   *
   * @throws Refused if it is no such object, or a large one
   */
  static <T> T body(Context context, Class<T> type) {
    try (var in = context.bodyInputStream()) {
      var bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw Refused.of(413, "the body is larger than " + MOST_BYTES + " bytes");
      }
      var read = JSON.readValue(bytes, type);
      if (read != null) {
        return read;
      }
    } catch (JacksonException e) {
      throw Refused.of(400, "the body is not the JSON object that docs/enrolment.md shows");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw Refused.of(400, "the body is empty");
  }
}
