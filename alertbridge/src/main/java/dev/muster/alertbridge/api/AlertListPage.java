package dev.muster.alertbridge.api;

import io.javalin.config.RoutesConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;

/** {@code /} of a bridge that runs alone: what fires, each with a link to its page. */
public final class AlertListPage {
  private static final int MOST = 1_000;

  private final AlertSource alerts;
  private final InstantSource clock;

  public AlertListPage(AlertSource alerts, InstantSource clock) {
    this.alerts = alerts;
    this.clock = clock;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/", context -> context.html(render()));
  }

  private String render() {
    var firing =
        alerts.alerts().stream()
            .sorted(Comparator.comparingLong(ShownAlert::startsAt).reversed())
            .toList();
    var page = new StringBuilder();
    firing.stream().limit(MOST).forEach(alert -> row(page, alert));
    return AlertPage.listed(
        firing.isEmpty() ? "Nothing fires." : firing.size() + " firing, the newest first", page);
  }

  private void row(StringBuilder page, ShownAlert alert) {
    String client = alert.labels().get("client");
    String name = alert.labels().get("alertname");
    var lasts = Duration.ofMillis(Math.max(0, clock.millis() - alert.startsAt()));
    page.append("<tr><td><a href=\"/alerts/").append(alert.episode()).append("\">");
    page.append(AlertPage.escaped(client.isEmpty() ? name : client + ": " + name));
    page.append("</a></td><td>for ").append(lasts.toMinutes()).append(" min</td><td>");
    page.append(alert.isSuppressed() ? "muted" : "").append("</td></tr>\n");
  }
}
