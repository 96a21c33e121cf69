package dev.muster.scraper.api;

import dev.muster.metrics.Labels;
import dev.muster.rules.GroupStatus;
import dev.muster.rules.Rule;
import dev.muster.rules.RuleStatus;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;

/** {@code /api/v1/rules}: the groups of rule files, as Prometheus answers it. */
public final class RulesApi {
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private final Supplier<List<GroupStatus>> groups;

  public RulesApi(Supplier<List<GroupStatus>> groups) {
    this.groups = groups;
  }

  /** A group and those of its rules that were asked for. */
  private record Chosen(GroupStatus group, List<RuleStatus> rules) {}

  /** A part of the groups, and where the next begins, or "". */
  private record Page(List<Chosen> groups, String next) {}

  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/rules", Endpoint.handler(this::answer));
  }

  private void answer(Context context, Parameters parameters) {
    var filter = RuleFilter.of(context, parameters);
    var page = page(parameters, filter);
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("groups");
          page.groups().forEach(chosen -> write(context, json, chosen, filter.withAlerts()));
          json.writeEndArray();
          if (!page.next().isEmpty()) {
            json.writeStringProperty("groupNextToken", page.next());
          }
          json.writeEndObject();
        });
  }

  private Page page(Parameters parameters, RuleFilter filter) {
    int most = parameters.count("group_limit").orElse(-1);
    String from = parameters.text("group_next_token").orElse("");
    if (most == 0) {
      throw new BadParameterException("group_limit", "group_limit needs to be greater than 0");
    }
    if (most < 0 && !from.isEmpty()) {
      throw new BadParameterException(
          "group_next_token",
          "group_limit needs to be present in order to paginate over the groups");
    }
    var page = new ArrayList<Chosen>();
    boolean found = from.isEmpty();
    for (var group : groups.get()) {
      found = found || token(group).equals(from);
      var rules = found ? filter.choose(group) : List.<RuleStatus>of();
      if (!rules.isEmpty()) {
        if (page.size() == most) {
          return new Page(page, token(group));
        }
        page.add(new Chosen(group, rules));
      }
    }
    if (!found) {
      throw new BadParameterException(
          "group_next_token", "there is no such group any more; begin without it");
    }
    return new Page(page, "");
  }

  private static String token(GroupStatus group) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(group.group().key().getBytes(StandardCharsets.UTF_8)), 0, 20);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void write(
      Context context, JsonGenerator json, Chosen chosen, boolean withAlerts) {
    var status = chosen.group();
    json.writeStartObject();
    json.writeStringProperty("name", status.group().name());
    json.writeStringProperty("file", status.group().file());
    json.writeArrayPropertyStart("rules");
    chosen.rules().forEach(rule -> write(context, json, rule, withAlerts));
    json.writeEndArray();
    seconds(json, "interval", status.interval());
    json.writeNumberProperty("limit", status.group().limit());
    seconds(json, "evaluationTime", status.evaluationTime());
    json.writeStringProperty("lastEvaluation", time(status.lastEvaluation()));
    json.writeEndObject();
  }

  private static void write(
      Context context, JsonGenerator json, RuleStatus status, boolean withAlerts) {
    json.writeStartObject();
    switch (status.rule()) {
      case Rule.Alerting rule -> {
        json.writeStringProperty("state", status.state().word());
        json.writeStringProperty("name", rule.name());
        json.writeStringProperty("query", rule.expression());
        seconds(json, "duration", rule.hold());
        seconds(json, "keepFiringFor", rule.keepFiring());
        AlertJson.texts(json, "labels", rule.labels());
        AlertJson.texts(json, "annotations", rule.annotations());
        alerts(context, json, status, withAlerts);
      }
      case Rule.Recording rule -> {
        json.writeStringProperty("name", rule.name());
        json.writeStringProperty("query", rule.expression());
        if (!rule.labels().isEmpty()) {
          AlertJson.texts(json, "labels", rule.labels());
        }
      }
    }
    json.writeStringProperty("health", status.health());
    if (!status.lastError().isEmpty()) {
      json.writeStringProperty("lastError", status.lastError());
    }
    seconds(json, "evaluationTime", status.evaluationTime());
    json.writeStringProperty("lastEvaluation", time(status.lastEvaluation()));
    boolean alerting = status.rule() instanceof Rule.Alerting;
    json.writeStringProperty("type", alerting ? "alerting" : "recording");
    json.writeEndObject();
  }

  private static void alerts(
      Context context, JsonGenerator json, RuleStatus status, boolean withAlerts) {
    if (!withAlerts) {
      json.writeNullProperty("alerts");
      return;
    }
    json.writeArrayPropertyStart("alerts");
    status.alerts().stream()
        .filter(alert -> Sight.sees(context, alert.labels()))
        .forEach(alert -> AlertJson.write(json, alert));
    json.writeEndArray();
  }

  private static void seconds(JsonGenerator json, String name, Duration duration) {
    double seconds = duration.toNanos() / 1e9;
    if (seconds == Math.rint(seconds)) {
      json.writeNumberProperty(name, (long) seconds);
    } else {
      json.writeNumberProperty(name, seconds);
    }
  }

  private static String time(long millis) {
    return millis == 0 ? NEVER : Instant.ofEpochMilli(millis).toString();
  }

  /** The labels that a rule gives whatever it gives. */
  static Labels labels(Rule rule) {
    var labels = Labels.builder();
    rule.labels().forEach(labels::set);
    return labels.build();
  }
}
