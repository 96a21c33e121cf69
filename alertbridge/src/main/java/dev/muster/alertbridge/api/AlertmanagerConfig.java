package dev.muster.alertbridge.api;

import dev.muster.fleet.Fleet;
import dev.muster.fleet.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A fleet as the configuration with which an Alertmanager would tell the same people. */
public final class AlertmanagerConfig {
  private static final String NOBODY = "nobody";

  private AlertmanagerConfig() {}

  /** The YAML, without any secret. */
  public static String of(Fleet fleet) {
    var whose = whose(fleet);
    var text = new StringBuilder("global:\n  resolve_timeout: 5m\n");
    var smtp = fleet.smtp();
    if (smtp != null) {
      text.append("  smtp_smarthost: ").append(quoted(smtp.host() + ":" + smtp.port()));
      text.append("\n  smtp_from: ").append(quoted(smtp.from())).append('\n');
    }
    var alerting = fleet.alerting();
    text.append("route:\n  receiver: ").append(quoted(NOBODY));
    text.append("\n  group_by: [");
    text.append(
        alerting.groupBy().stream()
            .map(AlertmanagerConfig::quoted)
            .collect(Collectors.joining(", ")));
    text.append("]\n  group_wait: ").append(duration(alerting.groupWait()));
    text.append("\n  group_interval: ").append(duration(alerting.groupInterval()));
    text.append("\n  repeat_interval: ").append(duration(alerting.repeatInterval())).append('\n');
    routes(text, whose);
    receivers(text, fleet, whose);
    return text.toString();
  }

  /** Everybody who may be told: addresses, and names of receivers. */
  public static List<String> receivers(Fleet fleet) {
    return List.copyOf(whose(fleet).keySet());
  }

  /** Who is told of which clients; of alerts that are no client's, "". */
  private static Map<String, List<String>> whose(Fleet fleet) {
    var whose = new LinkedHashMap<String, List<String>>();
    fleet.mail().forEach(to -> whose.computeIfAbsent(to, t -> new ArrayList<>()).add(""));
    for (var client : fleet.clients()) {
      client
          .mail()
          .forEach(to -> whose.computeIfAbsent(to, t -> new ArrayList<>()).add(client.name()));
      for (String name : client.alerting().receivers()) {
        whose.computeIfAbsent(name, t -> new ArrayList<>()).add(client.name());
      }
    }
    for (var receiver : fleet.alerting().receivers()) {
      if (receiver.kind() == Receiver.Kind.ALERTMANAGER) {
        whose.putIfAbsent(receiver.name(), List.of());
      }
    }
    return whose;
  }

  private static void routes(StringBuilder text, Map<String, List<String>> whose) {
    if (whose.isEmpty()) {
      return;
    }
    text.append("  routes:\n");
    whose.forEach((to, clients) -> {
      text.append("    - receiver: ").append(quoted(to)).append('\n');
      if (!clients.isEmpty()) {
        String names =
            clients.stream()
                .distinct()
                .map(AlertmanagerConfig::escaped)
                .collect(Collectors.joining("|"));
        String matcher = "client=~\"" + names.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        text.append("      matchers: [").append(quoted(matcher)).append("]\n");
      }
      text.append("      continue: true\n");
    });
  }

  private static void receivers(StringBuilder text, Fleet fleet, Map<String, List<String>> whose) {
    text.append("receivers:\n  - name: ").append(quoted(NOBODY)).append('\n');
    var named = fleet.alerting().receivers().stream().map(Receiver::name).toList();
    for (String to : whose.keySet()) {
      text.append("  - name: ").append(quoted(to)).append('\n');
      if (!named.contains(to)) {
        text.append("    email_configs: [{to: ").append(quoted(to));
        text.append(", send_resolved: true}]\n");
      }
    }
  }

  private static String duration(Duration duration) {
    return duration.isZero() ? "0s" : duration.toMillis() + "ms";
  }

  private static String escaped(String name) {
    return name.replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
