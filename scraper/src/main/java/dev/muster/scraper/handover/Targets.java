package dev.muster.scraper.handover;

import dev.muster.fleet.Fleet;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * The clients in the form in which Prometheus discovers them by HTTP and from files.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/http_sd/">http_sd</a>
 */
public final class Targets {
  private static final JsonMapper JSON = new JsonMapper();

  private Targets() {}

  /**
   * The names of the jobs, in the order of their first clients: clients that are reached in the
   * same way share one.
   */
  public static List<String> jobs(Fleet fleet) {
    return ScrapeJob.of(fleet).stream().map(ScrapeJob::name).toList();
  }

  /**
   * As JSON.
   *
   * @param job whose clients; "" for all. One that is not known has none
   * @param seesGroup whether clients of a group are shown
   */
  public static String json(Fleet fleet, String job, Predicate<String> seesGroup) {
    var text = new StringWriter();
    try (var json = JSON.writerWithDefaultPrettyPrinter().createGenerator(text)) {
      json.writeStartArray();
      TargetGroup.of(fleet, job, seesGroup).forEach(group -> write(json, group));
      json.writeEndArray();
    }
    return text + "\n";
  }

  private static void write(JsonGenerator json, TargetGroup group) {
    json.writeStartObject();
    json.writeArrayPropertyStart("targets");
    json.writeString(group.target());
    json.writeEndArray();
    json.writeObjectPropertyStart("labels");
    group.labels().forEach(json::writeStringProperty);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** The same as YAML. */
  public static String yaml(Fleet fleet, String job) {
    var yaml = new YamlText();
    var groups = TargetGroup.of(fleet, job, group -> true);
    for (var group : groups) {
      yaml.itemList("targets", group.target());
      yaml.open("labels");
      group.labels().forEach(yaml::text);
      yaml.close();
      yaml.end();
    }
    return groups.isEmpty() ? "[]\n" : yaml.toString();
  }

  /** A file for each job, by the name that {@link PrometheusConfig} gives it. */
  static Map<String, String> files(Fleet fleet) {
    var files = new LinkedHashMap<String, String>();
    for (String job : new ArrayList<>(jobs(fleet))) {
      files.put(file(job), json(fleet, job, group -> true));
    }
    return files;
  }

  static String file(String job) {
    return "targets/" + job + ".json";
  }
}
