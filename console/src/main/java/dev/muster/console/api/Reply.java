package dev.muster.console.api;

import dev.muster.metrics.QueryException;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/** Answers that no cache keeps, of routes that ask the archive. */
final class Reply {
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

  private Reply() {}

  /** A handler that sends what the resource answers, or its refusal. */
  static Handler with(Resource resource) {
    return JsonAnswer.handler(
        context -> {
          context.header("Cache-Control", "no-store");
          JsonAnswer.success(context, resource.answer(context));
        },
        fault ->
            fault instanceof QueryException unanswered
                ? Refused.of(503, "a query got no answer: " + unanswered.getMessage())
                : null);
  }
}
