package dev.muster.console.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/** {@code GET /health} and {@code GET /certificates}: the server itself. */
final class OwnRoutes {
  private final Parts parts;

  private record Certificates(List<CertificateView> certificates) {}

  OwnRoutes(Parts parts) {
    this.parts = parts;
  }

  void addTo(RoutesConfig routes) {
    routes.get(MusterApi.ROOT + "/health", Reply.with(this::health));
    routes.get(MusterApi.ROOT + "/certificates", Reply.with(this::certificates));
  }

  private Object health(Context context) {
    var _ = Seen.by(context, parts);
    return parts.own().health().get();
  }

  private Object certificates(Context context) {
    var _ = Seen.by(context, parts);
    return new Certificates(parts.own().certificates().get());
  }
}
