package dev.muster.scraper.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/**
 * {@code /api/v1/alertmanagers} and {@code /api/v1/notifications}: no other program is handed
 * alerts, and the server has nothing to tell whoever looks at its page but what stands there.
 */
public final class NotifiersApi {
  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/alertmanagers", NotifiersApi::alertmanagers);
    routes.get("/api/v1/notifications", NotifiersApi::notifications);
  }

  private static void alertmanagers(Context context) {
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          for (String list : new String[] {"activeAlertmanagers", "droppedAlertmanagers"}) {
            json.writeArrayPropertyStart(list);
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }

  private static void notifications(Context context) {
    Envelope.success(
        context,
        json -> {
          json.writeStartArray();
          json.writeEndArray();
        });
  }
}
