package dev.muster.scraper.api;

import dev.muster.metrics.QueryException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.function.Predicate;

/** One path of the API: its answer, or the error in the API's own form. */
interface Endpoint {
  void answer(Context context, Parameters parameters);

  static Handler handler(Endpoint endpoint) {
    return context -> {
      try {
        endpoint.answer(context, new Parameters(context));
      } catch (BadParameterException e) {
        Envelope.error(context, 400, "bad_data", String.valueOf(e.getMessage()));
      } catch (QueryException e) {
        error(context, e);
      }
    };
  }

  /** The same where a request is not answered elsewhere. */
  static Handler unless(Predicate<Context> elsewhere, Endpoint endpoint) {
    var handler = handler(endpoint);
    return context -> {
      if (!elsewhere.test(context)) {
        handler.handle(context);
      }
    };
  }

  private static void error(Context context, QueryException e) {
    String message = String.valueOf(e.getMessage());
    switch (e.reason()) {
      case BAD_DATA -> Envelope.error(context, 400, "bad_data", message);
      case EXECUTION -> Envelope.error(context, 422, "execution", message);
      case TIMEOUT -> Envelope.error(context, 503, "timeout", message);
      case CANCELED -> Envelope.error(context, 499, "canceled", message);
      case UNAVAILABLE -> Envelope.error(context, 500, "unavailable", message);
    }
  }
}
