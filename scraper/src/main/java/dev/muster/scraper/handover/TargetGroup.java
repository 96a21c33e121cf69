package dev.muster.scraper.handover;

import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A client as Prometheus discovers it: its address and its labels {@code client}, {@code group},
 * {@code mail} and {@code job="node"}, and as {@code __scheme__} and {@code __metrics_path__} where
 * its page is.
 */
record TargetGroup(String target, Map<String, String> labels) {
  /** All clients of a fleet, or those of one job, that somebody may see. */
  static List<TargetGroup> of(Fleet fleet, String job, Predicate<String> seesGroup) {
    return ScrapeJob.of(fleet).stream()
        .filter(one -> job.isEmpty() || one.name().equals(job))
        .flatMap(one -> one.clients().stream())
        .filter(client -> seesGroup.test(client.group()))
        .map(TargetGroup::of)
        .toList();
  }

  static TargetGroup of(Client client) {
    var labels = new TreeMap<String, String>();
    var page = PagePath.of(client.exporter().path());
    labels.put("__scheme__", client.exporter().https() ? "https" : "http");
    labels.put("__metrics_path__", page.path());
    page.parameters().forEach((name, values) -> labels.put("__param_" + name, values.getFirst()));
    labels.put("job", ScrapeJob.LABEL);
    labels.put("client", client.name());
    labels.put("group", client.group());
    labels.put("mail", String.join(",", client.mail()));
    labels.values().removeIf(String::isEmpty);
    // A label's name may hold letters, digits and underscores alone.
    labels.keySet().removeIf(name -> !name.matches("[a-zA-Z_][a-zA-Z0-9_]*"));
    return new TargetGroup(client.instance(), labels);
  }
}
