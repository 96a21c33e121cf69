package dev.muster.scraper.handover;

import dev.muster.fleet.Fleet;
import dev.muster.server.WebServer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * {@code /sd/targets}: the clients for Prometheus's {@code http_sd_configs}; {@code job} leaves
 * those of one job. Only clients that whoever asks may see.
 */
public final class TargetsRoute {
  private final Supplier<Fleet> fleet;

  public TargetsRoute(Supplier<Fleet> fleet) {
    this.fleet = fleet;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/sd/targets", this::answer);
  }

  private void answer(Context context) {
    String job = Objects.requireNonNullElse(context.queryParam("job"), "");
    var who = WebServer.principal(context);
    String json =
        Targets.json(fleet.get(), job, group -> who.filter(one -> one.sees(group)).isPresent());
    context.contentType("application/json").result(json);
  }
}
