package dev.muster.scraper.handover;

import dev.muster.fleet.AlertLabels;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The limits of a fleet as a rule file of Prometheus, in one group that is evaluated from top to
 * bottom: the limits as series {@code muster_alert_limit{client,type,…}}, the values held against
 * them as {@code muster_alert_value{client,type}}, and an alerting rule for each type, or several
 * where its clients have different waiting times. A limit that changes is another value of the same
 * series; the rules stay as they are.
 */
public final class LimitRules {
  static final String LIMIT = "muster_alert_limit";
  static final String CLEAR = "muster_alert_clear";
  static final String VALUE = "muster_alert_value";
  private static final String GROUP = "muster-limits";

  private record Held(Client client, Limit limit) {}

  private final Fleet fleet;
  private final YamlText yaml = new YamlText();
  private final Map<LimitType, List<Held>> byType = new EnumMap<>(LimitType.class);

  private LimitRules(Fleet fleet) {
    this.fleet = fleet;
    for (var client : fleet.clients()) {
      for (var limit : client.limits()) {
        byType
            .computeIfAbsent(limit.type(), type -> new ArrayList<>())
            .add(new Held(client, limit));
      }
    }
  }

  /** The file's text. */
  public static String of(Fleet fleet) {
    return new LimitRules(fleet).text();
  }

  private String text() {
    yaml.comment("Made by muster generate rules from the fleet file; change that one.");
    if (byType.isEmpty()) {
      return yaml + "groups: []\n";
    }
    yaml.open("groups");
    yaml.item("name", GROUP);
    yaml.raw("interval", fleet.scrape().interval().toMillis() + "ms");
    yaml.open("rules");
    byType.values().forEach(all -> all.forEach(this::limit));
    byType.keySet().forEach(this::value);
    byType.forEach(this::alerts);
    yaml.close();
    yaml.end();
    yaml.close();
    return yaml.toString();
  }

  private void limit(Held held) {
    var limit = held.limit();
    constant(LIMIT, limit.threshold(), held);
    if (limit.clear() != limit.threshold()) {
      constant(CLEAR, limit.clear(), held);
    }
  }

  private void constant(String name, double value, Held held) {
    var labels =
        new TreeMap<>(
            AlertLabels.of(held.limit().type().xmlName(), held.client().name(), held.client()));
    labels.remove("alertname");
    labels.put("when", when(held.limit()));
    labels.put("for", AlertExpression.duration(held.limit().hold()));
    yaml.item("record", name);
    yaml.text("expr", "vector(" + AlertExpression.number(value) + ")");
    labels(labels);
    yaml.end();
  }

  private void labels(Map<String, String> labels) {
    yaml.open("labels");
    labels.forEach(yaml::text);
    yaml.close();
  }

  static String when(Limit limit) {
    return limit.direction() == Limit.Direction.ABOVE ? "above" : "below";
  }

  private void value(LimitType type) {
    String by = type.detailLabel().isEmpty() ? "client" : "client, " + type.detailLabel();
    yaml.item("record", VALUE);
    yaml.text("expr", "max by (%s) (%s)".formatted(by, type.expression(fleet.scrape().interval())));
    labels(Map.of("type", type.xmlName()));
    yaml.end();
  }

  private void alerts(LimitType type, List<Held> all) {
    var byHold = new LinkedHashMap<String, List<Limit>>();
    for (var held : all) {
      byHold
          .computeIfAbsent(AlertExpression.duration(held.limit().hold()), hold -> new ArrayList<>())
          .add(held.limit());
    }
    byHold.forEach((hold, limits) -> alert(type, hold, limits, byHold.size() > 1));
  }

  private void alert(LimitType type, String hold, List<Limit> limits, boolean oneOfSeveral) {
    yaml.item("alert", type.xmlName());
    yaml.block("expr", AlertExpression.lines(type, hold, limits));
    yaml.raw("for", hold);
    var labels = new TreeMap<>(Map.of("type", type.xmlName()));
    if (oneOfSeveral) {
      labels.put("for", hold);
    }
    labels(labels);
    yaml.open("annotations");
    LimitWords.of(type).forEach(yaml::text);
    yaml.close();
    yaml.end();
  }
}
