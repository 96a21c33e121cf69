package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether node-mixin, and whoever knows node_exporter's default page, finds on ours what it seeks.
 */
final class NodeMixinTest {
  private static final String[] SYSTEMS = {"Linux", "Windows", "macOS"};

  @TempDir Path folder;

  @Test
  void table_isWhole() throws Exception {
    Map<String, Long> kinds =
        NodeMixin.read().queries().stream()
            .collect(Collectors.groupingBy(NodeMixin.Query::kind, Collectors.counting()));

    assertThat(kinds).isEqualTo(Map.of("record", 15L, "alert", 26L, "dashboard", 39L, "macos", 6L));
  }

  @Test
  void thisMachine_answersAsNodeExportersPageDoes() throws Exception {
    NodeMixin mixin = NodeMixin.read();
    var settings = CollectorSettings.defaults();
    var ours = NodeExporterPeer.ours(defaults(settings));
    var theirs =
        NodeExporterPeer.families(NodeExporterPeer.text(folder, usual(settings), Map.of()));

    assertThat(mixin.answered(NodeMixin.on(ours)))
        .hasSizeGreaterThan(60)
        .isEqualTo(mixin.answered(NodeMixin.on(theirs)));
  }

  @Test
  void documentation_statesTheCountOfEachSystem() throws Exception {
    NodeMixin mixin = NodeMixin.read();
    MetricsDocument document = MetricsDocument.read();
    List<String> rows = new ArrayList<>();
    for (int system = 0; system < SYSTEMS.length; system++) {
      var answered = mixin.answered(document.on(system));
      rows.add(
          "| %s | %s | %s | %s | %s |"
              .formatted(
                  SYSTEMS[system],
                  count(answered, "record"),
                  count(answered, "alert"),
                  count(answered, "dashboard"),
                  SYSTEMS[system].equals("macOS") ? count(answered, "macos") : "–"));
    }

    assertThat(document.text().lines()).containsAll(rows);
  }

  private static long count(List<NodeMixin.Query> answered, String kind) {
    return answered.stream().filter(query -> query.kind().equals(kind)).count();
  }

  @Test
  void defaultPage_hasNodeExportersFamilies_butThoseListedWithTheReason() throws Exception {
    var settings = CollectorSettings.defaults();
    MetricsDocument document = MetricsDocument.read();
    Set<String> lacking =
        new TreeSet<>(names(NodeExporterPeer.text(folder, usual(settings), Map.of())));
    assertThat(lacking).contains("node_cpu_seconds_total", "go_info", "process_max_fds");
    lacking.removeAll(NodeExporterPeer.ours(defaults(settings)).keySet());
    lacking.removeIf(isOneOf(document.namesUnder("## The page and the exporter itself")));

    assertThat(lacking)
        .allMatch(isOneOf(document.namesUnder("## What node_exporter has and this page has not")));
  }

  private static Predicate<String> isOneOf(List<Pattern> names) {
    return name -> names.stream().anyMatch(each -> each.matcher(name).matches());
  }

  private static Set<String> names(String page) {
    return Pattern.compile("(?m)^# TYPE (\\S+)")
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static List<Collector> defaults(CollectorSettings settings) {
    return dev.muster.exporter.collector.Collectors.all(settings).stream()
        .filter(Collector::enabledByDefault)
        .toList();
  }

  /** Filters of node_exporter itself, where Debian's package has others. */
  private static List<String> usual(CollectorSettings settings) {
    Map<Filtered, String> filters =
        new TreeMap<>(
            Map.of(
                Filtered.MOUNT_POINTS, "",
                Filtered.FS_TYPES, "",
                Filtered.DISKS, "",
                Filtered.NETWORKS, ""));
    filters.replaceAll((what, none) -> settings.filter(what).regex());
    return filters.entrySet().stream()
        .map(each -> "--collector." + each.getKey().flag() + "-exclude=" + each.getValue())
        .toList();
  }
}
