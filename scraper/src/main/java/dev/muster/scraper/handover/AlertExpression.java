package dev.muster.scraper.handover;

import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When a client crosses its limit of a type, in PromQL. What fires goes on to fire until the value
 * is back at {@code clear}, while its client is down, and for five minutes while the client is up
 * without the value, all as Muster judges. That an alert fired already is known from the series
 * {@code ALERTS}.
 */
final class AlertExpression {
  /** A client that is up without giving a value may do so for this long. */
  private static final String MISSING = "5m";

  private final LimitType type;
  private final String hold;
  private final List<String> lines = new ArrayList<>();

  private AlertExpression(LimitType type, String hold) {
    this.type = type;
    this.hold = hold;
  }

  /**
   * The lines.
   *
   * @param hold that of all the limits
   */
  static List<String> lines(LimitType type, String hold, List<Limit> limits) {
    var expression = new AlertExpression(type, hold);
    expression.write(limits);
    return expression.lines;
  }

  private void write(List<Limit> limits) {
    lines.add("max by (client, group, instance, job) (");
    for (var direction : Limit.Direction.values()) {
      var some = limits.stream().filter(limit -> limit.direction() == direction).toList();
      if (!some.isEmpty()) {
        compared(direction, LimitRules.LIMIT);
        if (some.stream().anyMatch(limit -> limit.clear() != limit.threshold())) {
          compared(direction, LimitRules.CLEAR);
          lines.add("  and on (client) " + firing());
        }
      }
    }
    or();
    lines.add("  " + selected(LimitRules.LIMIT, "") + " * NaN");
    lines.add("  unless on (client) " + value());
    lines.add("  and on (client) " + firing());
    lines.add("  and on (client) (");
    lines.add("  min_over_time(up{job=\"node\"}[" + MISSING + "]) == 0");
    lines.add("  or on (client) count_over_time(" + value() + "[" + MISSING + "]) > 0");
    lines.add("  )");
    lines.add(")");
  }

  private void or() {
    if (lines.size() > 1) {
      lines.add("or");
    }
  }

  private void compared(Limit.Direction direction, String with) {
    or();
    boolean above = direction == Limit.Direction.ABOVE;
    lines.add("  %s by (client) (%s)".formatted(above ? "max" : "min", value()));
    lines.add("  %s on (client) group_left (group, instance, job)".formatted(above ? ">" : "<"));
    lines.add("  " + selected(with, ",when=\"" + (above ? "above" : "below") + "\""));
  }

  private String selected(String metric, String more) {
    return "%s{job=\"node\",type=\"%s\",for=\"%s\"%s}"
        .formatted(metric, type.xmlName(), hold, more);
  }

  private String value() {
    return "%s{type=\"%s\"}".formatted(LimitRules.VALUE, type.xmlName());
  }

  private String firing() {
    return "ALERTS{alertname=\"%s\",alertstate=\"firing\",type=\"%s\",job=\"node\"}"
        .formatted(type.xmlName(), type.xmlName());
  }

  /** As Prometheus writes it, in one unit. */
  static String duration(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  static String number(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
