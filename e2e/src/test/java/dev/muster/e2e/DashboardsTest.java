package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The form of the dashboards, as Grafana 11 and 12 take it. */
class DashboardsTest {
  private static final Set<String> PANELS =
      Set.of("timeseries", "stat", "table", "bargauge", "state-timeline", "row");
  private static final String SOURCE = "${datasource}";

  @TempDir Path folder;

  @Test
  void dashboards_areThoseThatAreNamed() throws IOException {
    assertThat(Dashboards.read().all())
        .extracting(one -> one.get("title").asString())
        .containsExactlyInAnyOrder(
            "Fleet", "Client", "Windows", "Alerts and events", "Muster itself");
    assertThat(Dashboards.read().queries()).hasSizeGreaterThan(80);
  }

  @Test
  void dashboards_haveTheFormOfGrafana11() throws IOException {
    var names = new HashSet<String>();
    for (var dashboard : Dashboards.read().all()) {
      assertThat(dashboard.get("schemaVersion").asInt()).isEqualTo(39);
      assertThat(names.add(dashboard.get("uid").asString())).isTrue();
      var source = dashboard.get("templating").get("list").get(0);
      assertThat(source.get("name").asString()).isEqualTo("datasource");
      assertThat(source.get("query").asString()).isEqualTo("prometheus");
      var ids = new HashSet<Integer>();
      var places = new ArrayList<int[]>();
      for (var panel : dashboard.get("panels")) {
        assertThat(ids.add(panel.get("id").asInt())).isTrue();
        panel(panel);
        place(panel.get("gridPos"), places);
      }
    }
  }

  private static void panel(JsonNode panel) {
    String title = panel.get("title").asString();
    assertThat(PANELS).as(title).contains(panel.get("type").asString());
    if (panel.get("type").asString().equals("row")) {
      return;
    }
    assertThat(panel.get("targets").size()).as(title).isPositive();
    var references = new HashSet<String>();
    for (var target : panel.get("targets")) {
      assertThat(target.get("datasource").get("uid").asString()).isEqualTo(SOURCE);
      assertThat(references.add(target.get("refId").asString())).as(title).isTrue();
      assertThat(target.get("instant").asBoolean())
          .as(title)
          .isNotEqualTo(target.get("range").asBoolean());
      assertThat(target.path("musterNeeds").asString(""))
          .as(title)
          .isIn("", "windows", "hardware", "swap");
    }
    assertThat(panel.get("fieldConfig").get("defaults").get("unit").asString()).isNotEmpty();
  }

  /** On the grid of 24 columns, over no other. */
  private static void place(JsonNode at, List<int[]> taken) {
    int x = at.get("x").asInt();
    int y = at.get("y").asInt();
    int[] mine = {x, y, x + at.get("w").asInt(), y + at.get("h").asInt()};
    assertThat(mine[2]).isLessThanOrEqualTo(24);
    assertThat(taken)
        .noneMatch(other ->
            mine[0] < other[2] && other[0] < mine[2] && mine[1] < other[3] && other[1] < mine[3]);
    taken.add(mine);
  }

  @Test
  void queries_useNoVariableThatIsNotThere() throws IOException {
    for (var dashboard : Dashboards.read().all()) {
      String names = dashboard.get("templating").toString();
      String panels = dashboard.get("panels").toString();
      for (String name : List.of("group", "client")) {
        if (panels.contains("$" + name)) {
          assertThat(names).contains("\"name\":\"" + name + "\"");
        }
      }
      assertThat(panels.replaceAll("\\$(group|client|__rate_interval|\\{datasource})", ""))
          .doesNotContain("$");
    }
  }

  @Test
  void dashboards_areWhatTheirMakerWrites() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "no python3 here");
    var maker =
        new ProcessBuilder(
                "/usr/bin/python3",
                Repository.file("grafana/make-dashboards").toString(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(maker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(maker.waitFor()).as(said).isZero();
    try (var made = Files.list(folder)) {
      var files = made.toList();
      assertThat(files).hasSize(5);
      for (var file : files) {
        assertThat(Dashboards.folder().resolve(file.getFileName())).hasSameTextualContentAs(file);
      }
    }
  }

  @Test
  void provisioning_takesItsSecretsFromTheEnvironment() throws IOException {
    assertThat(Repository.file("grafana/provisioning/datasources/muster.yaml"))
        .content()
        .contains("url: $MUSTER_URL", "httpHeaderValue1: Bearer $MUSTER_TOKEN", "$MUSTER_CA")
        .doesNotContain("muster_");
    assertThat(Repository.file("grafana/provisioning/dashboards/muster.yaml"))
        .content()
        .contains("type: file", "path: ");
  }
}
