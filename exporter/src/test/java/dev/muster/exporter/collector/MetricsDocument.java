package dev.muster.exporter.collector;

import dev.muster.exporter.collector.NodeMixin.Need;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of {@code docs/metrics.md}. */
record MetricsDocument(String text, List<Row> rows) {
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");
  private static final List<String> WORDED = List.of("mode", "state");

  /** A row about families: where Linux, Windows and macOS have them from. */
  record Row(List<Pattern> families, String labels, List<String> systems) {
    boolean has(String family) {
      return families.stream().anyMatch(each -> each.matcher(family).matches());
    }
  }

  static MetricsDocument read() throws IOException {
    String text = Files.readString(Path.of("../docs/metrics.md"));
    List<Row> rows = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] cells = line.replace("\\|", "/").split("\\|", -1);
      if (line.startsWith("| `") && cells.length == 8) {
        rows.add(
            new Row(
                families(cells[1] + cells[3]),
                cells[3],
                List.of(cells[4].strip(), cells[5].strip(), cells[6].strip())));
      }
    }
    return new MetricsDocument(text, rows);
  }

  /** Names in backticks; a word between stars stands for any. */
  private static List<Pattern> families(String cells) {
    Matcher code = CODE.matcher(cells.replaceAll("`?\\*\\w+\\*`?", "\u0000"));
    return code.results()
        .map(found ->
            Pattern.compile(found.group(1).replace("\u0000", "\\w+").replaceAll("[{}]", ".")))
        .toList();
  }

  /** Whether the page has what a query needs, on one system: 0 Linux, 1 Windows, 2 macOS. */
  Predicate<Need> on(int system) {
    return need ->
        rows.stream()
            .filter(row -> row.has(need.family()) && !row.systems().get(system).startsWith("–"))
            .anyMatch(row ->
                need.conditions().stream()
                    .filter(each -> WORDED.contains(each.label()))
                    .allMatch(each ->
                        List.of((row.labels() + " " + row.systems().get(system)).split("\\W+", -1))
                            .stream()
                            .anyMatch(each::holds)));
  }

  /** The names in the first column of the section with this heading; a star stands for any word. */
  List<Pattern> namesUnder(String heading) {
    String section = text.substring(text.indexOf(heading));
    int end = section.indexOf("\n## ");
    List<Pattern> names = new ArrayList<>();
    for (String line : section.substring(0, end < 0 ? section.length() : end).lines().toList()) {
      if (line.startsWith("| `")) {
        CODE.matcher(line.split("\\|", -1)[1])
            .results()
            .forEach(name -> names.add(Pattern.compile(name.group(1).replace("*", "\\w*"))));
      }
    }
    return names;
  }
}
