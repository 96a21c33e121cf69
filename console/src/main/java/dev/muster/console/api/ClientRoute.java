package dev.muster.console.api;

import dev.muster.archive.Records;
import dev.muster.console.api.Hardware.Known;
import dev.muster.fleet.Client;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;

/** {@code GET /clients/{name}}: all about one client but its charts. */
final class ClientRoute {
  private static final int MOST_ALERTS = 100;

  private final Parts parts;
  private final AlertViews alerts;
  private final ClientViews clients;
  private final Sparklines sparks;

  private record Answer(
      ClientView client,
      List<DriveView> drives,
      List<LimitView> limits,
      List<AlertView> alerts,
      List<String> mail,
      int silences,
      String os,
      Known hardware) {}

  ClientRoute(Parts parts, AlertViews alerts, ClientViews clients, Sparklines sparks) {
    this.parts = parts;
    this.alerts = alerts;
    this.clients = clients;
    this.sparks = sparks;
  }

  void addTo(RoutesConfig routes) {
    routes.get(MusterApi.ROOT + "/clients/{name}", Reply.with(this::answer));
  }

  private Object answer(Context context) {
    var seen = Seen.by(context, parts);
    var client = seen.client(context.pathParam("name"));
    var interval = seen.fleet().scrape().interval();
    var mutes = parts.alerts().mutes().get();
    var open = parts.readings().records().alerts(openOf(client));
    var line = sparks.of(interval).getOrDefault(client.name(), Sparklines.NONE);
    var shown = alerts.of(open, mutes);
    var hardware = Hardware.of(parts.readings().query(), client.name(), parts.clock().millis());
    return new Answer(
        clients.of(List.of(client), open, mutes).getFirst().with(line),
        drives(client),
        new LimitViews(parts).of(client, shown, interval),
        shown,
        client.mail(),
        ActiveSilences.of(parts.alerts().silences().get(), client, parts.clock().instant()),
        hardware.os(),
        hardware.known());
  }

  private static Records.AlertQuery openOf(Client client) {
    return new Records.AlertQuery(
        Set.of(client.name()),
        "",
        Records.Which.OPEN,
        0,
        Long.MAX_VALUE,
        Records.NEWEST,
        MOST_ALERTS);
  }

  private List<DriveView> drives(Client client) {
    return parts.readings().status().drives().stream()
        .filter(drive -> drive.client().equals(client.name()))
        .map(DriveView::of)
        .toList();
  }
}
