package dev.muster.scraper.api;

import dev.muster.metrics.QueryException;
import io.javalin.http.Context;
import io.javalin.http.Handler;

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

  private static void error(Context context, QueryException e) {
    String message = String.valueOf(e.getMessage());
    switch (e.reason()) {
      case BAD_DATA -> Envelope.error(context, 400, "bad_data", message);
      case EXECUTION -> Envelope.error(context, 422, "execution", message);
      case TIMEOUT -> Envelope.error(context, 503, "timeout", message);
      case UNAVAILABLE -> Envelope.error(context, 500, "unavailable", message);
    }
  }
}
