package dev.muster.rollout.certificate;

import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import dev.muster.server.WebServer;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Issued;
import dev.muster.web.WebConfigException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * {@code POST /api/muster/v1/certificates/SERIAL/revoke} and {@code …/renew}; for administrators.
 */
public final class CertificateRoutes {
  private static final String PATH = "/api/muster/v1/certificates/{serial}/";

  private final CertificateAuthority authority;
  private final Function<Issued, Instant> renewal;
  private final InstantSource clock;

  /**
   * Routes.
   *
   * @param renewal renews now, and says when the new one ends; may throw {@link RenewalException}
   */
  public CertificateRoutes(
      CertificateAuthority authority, Function<Issued, Instant> renewal, InstantSource clock) {
    this.authority = authority;
    this.renewal = renewal;
    this.clock = clock;
  }

  public void addTo(RoutesConfig routes) {
    routes.post(PATH + "revoke", handler(this::revoke));
    routes.post(PATH + "renew", handler(this::renew));
  }

  private static Handler handler(Consumer<Context> endpoint) {
    return JsonAnswer.handler(
        endpoint,
        fault ->
            switch (fault) {
              case RenewalException e ->
                  Refused.of(e.isPointless() ? 409 : 503, String.valueOf(e.getMessage()));
              case WebConfigException e -> Refused.of(409, String.valueOf(e.getMessage()));
              default -> null;
            });
  }

  private void revoke(Context context) {
    var one = issued(context);
    authority.revoke(one.serial());
    WebServer.audit(context, "certificate %s of %s revoked".formatted(one.serialHex(), one.name()));
    JsonAnswer.success(context, JsonAnswer.ordered("name", one.name(), "serial", one.serialHex()));
  }

  private void renew(Context context) {
    var one = issued(context);
    var end = renewal.apply(one);
    WebServer.audit(context, "certificate of %s renewed".formatted(one.name()));
    JsonAnswer.success(
        context, JsonAnswer.ordered("name", one.name(), "notAfter", end.getEpochSecond()));
  }

  /** The one that is meant, if it counts still. */
  private Issued issued(Context context) {
    var serial = context.pathParam("serial");
    var one =
        authority.issued().stream()
            .filter(issued -> issued.serialHex().equals(serial))
            .findFirst()
            .orElseThrow(
                () -> Refused.of(404, "no certificate with that serial number was issued"));
    if (one.revokedAt() != null || !clock.instant().isBefore(one.notAfter())) {
      throw Refused.of(
          409,
          "the certificate of %s %s"
              .formatted(one.name(), one.revokedAt() == null ? "has ended" : "is revoked already"));
    }
    return one;
  }
}
