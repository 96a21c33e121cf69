package dev.muster.console.api;

import io.javalin.config.RoutesConfig;
import java.time.Duration;

/** The REST API {@code /api/muster/v1}, as its {@code openapi.yaml} describes it. */
public final class MusterApi implements AutoCloseable {
  static final String ROOT = "/api/muster/v1";

  private static final Duration PING = Duration.ofSeconds(15);

  private final Parts parts;
  private final AlertViews alerts;
  private final ClientViews clients;
  private final Sparklines sparks;
  private final Live live;

  public MusterApi(Parts parts) {
    this(parts, PING);
  }

  MusterApi(Parts parts, Duration ping) {
    this.parts = parts;
    this.alerts = new AlertViews(parts);
    this.clients = new ClientViews(parts.readings().status(), parts.clock());
    this.sparks = new Sparklines(parts.readings().range(), parts.clock());
    this.live = new Live(parts, alerts, clients, ping);
  }

  public void addTo(RoutesConfig routes) {
    new FleetRoute(parts, alerts, clients, sparks).addTo(routes);
    new ClientRoute(parts, alerts, clients, sparks).addTo(routes);
    new AlertRoutes(parts, alerts).addTo(routes);
    new MaintenanceRoute(parts).addTo(routes);
    new EventRoute(parts).addTo(routes);
    new MailRoutes(parts).addTo(routes);
    new FleetFileRoutes(parts).addTo(routes);
    new OwnRoutes(parts).addTo(routes);
    new LiveRoute(parts, live).addTo(routes);
    new DocumentRoutes(parts.own().version()).addTo(routes);
  }

  /** Takes the word that something changed. */
  public Live live() {
    return live;
  }

  /** Ends live streams. */
  @Override
  public void close() {
    live.close();
  }
}
