package dev.muster.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboards of {@code grafana/}, as their files have them. */
record Dashboards(List<JsonNode> all) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * A query of a panel.
   *
   * @param needs what a machine must have to give data: "windows", "hardware", "swap", or ""
   */
  record Query(String dashboard, String panel, String expression, boolean instant, String needs) {
    @Override
    public String toString() {
      return "%s / %s: %s".formatted(dashboard, panel, expression);
    }
  }

  static Path folder() {
    return Repository.file("grafana/dashboards");
  }

  static Dashboards read() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return new Dashboards(
          files
              .filter(file -> file.toString().endsWith(".json"))
              .sorted()
              .map(Dashboards::tree)
              .toList());
    }
  }

  private static JsonNode tree(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Query> queries() {
    var queries = new ArrayList<Query>();
    for (var dashboard : all) {
      for (var panel : dashboard.get("panels")) {
        for (var target : panel.path("targets")) {
          queries.add(
              new Query(
                  dashboard.get("title").asString(),
                  panel.get("title").asString(),
                  target.get("expr").asString(),
                  target.get("instant").asBoolean(),
                  target.path("musterNeeds").asString("")));
        }
      }
    }
    return queries;
  }

  /** The queries of variables, such as {@code label_values(up, client)}. */
  List<String> variables() {
    var asked = new ArrayList<String>();
    for (var dashboard : all) {
      for (var variable : dashboard.get("templating").get("list")) {
        if (variable.get("type").asString().equals("query")) {
          asked.add(variable.get("query").get("query").asString());
        }
      }
    }
    return asked;
  }
}
