package dev.muster.console.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.muster.metrics.QueryException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Answers in the envelope of the API: {@code status} and {@code data}, or why there are none. */
final class Reply {
  static final JsonMapper JSON =
      JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

  private static final String TYPE = "application/json";

  /** What a route answers. */
  @FunctionalInterface
  interface Resource {
    /**
     * The data of the answer.
     *
     * @throws Refused where there are none
     */
    Object answer(Context context);
  }

  private record Success(String status, Object data) {}

  private record Failure(
      String status,
      String errorType,
      String error,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<FileFinding> findings) {}

  private Reply() {}

  /** A handler that sends what the resource answers, or its refusal. */
  static Handler with(Resource resource) {
    return context -> {
      context.header("Cache-Control", "no-store");
      try {
        send(context, resource.answer(context));
      } catch (Refused refused) {
        refuse(context, refused);
      } catch (QueryException unanswered) {
        refuse(context, Refused.unavailable("a query got no answer: " + unanswered.getMessage()));
      }
    };
  }

  private static void send(Context context, Object data) {
    context.contentType(TYPE).result(JSON.writeValueAsBytes(new Success("success", data)));
  }

  static void refuse(Context context, Refused refused) {
    var findings = refused.findings().isEmpty() ? null : refused.findings();
    var failure =
        new Failure("error", refused.errorType(), String.valueOf(refused.getMessage()), findings);
    context.status(refused.status()).contentType(TYPE).result(JSON.writeValueAsBytes(failure));
  }
}
