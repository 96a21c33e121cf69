package dev.muster.console.api;

import dev.muster.fleet.Client;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/** {@code GET /fleet}: all clients at a glance. */
final class FleetRoute {
  private final Parts parts;
  private final AlertViews alerts;
  private final ClientViews clients;
  private final Sparklines sparks;

  private record Answer(
      double now, double interval, List<String> groups, List<ClientView> clients) {}

  FleetRoute(Parts parts, AlertViews alerts, ClientViews clients, Sparklines sparks) {
    this.parts = parts;
    this.alerts = alerts;
    this.clients = clients;
    this.sparks = sparks;
  }

  void addTo(RoutesConfig routes) {
    routes.get(MusterApi.ROOT + "/fleet", Reply.with(this::answer));
  }

  private Object answer(Context context) {
    var sees = Seen.by(context, parts);
    var seen = sees.clients();
    var interval = sees.fleet().scrape().interval();
    var lines = sparks.of(interval);
    var views =
        clients.of(seen, alerts.open(), parts.alerts().mutes().get()).stream()
            .map(view -> view.with(lines.getOrDefault(view.name(), Sparklines.NONE)))
            .toList();
    return new Answer(
        Figure.seconds(parts.clock().millis()),
        interval.toMillis() / 1000.0,
        seen.stream().map(Client::group).filter(group -> !group.isEmpty()).distinct().toList(),
        views);
  }
}
