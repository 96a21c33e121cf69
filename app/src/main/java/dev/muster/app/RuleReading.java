package dev.muster.app;

import dev.muster.fleet.Fleet;
import dev.muster.promql.Feature;
import dev.muster.rules.RuleFiles;
import dev.muster.rules.RuleGroup;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The rules that a fleet file names. */
final class RuleReading {
  private RuleReading() {}

  /** The rule files there are now, each once. */
  static List<Path> files(Fleet fleet) {
    var files = new LinkedHashSet<Path>();
    fleet.rules().forEach(source -> files.addAll(source.files()));
    return List.copyOf(files);
  }

  /**
   * Their groups.
   *
   * @throws dev.muster.rules.RuleFileException with every mistake in them
   */
  static List<RuleGroup> read(List<Path> files, Set<Feature> features) {
    return RuleFiles.read(files, new PromqlExpressions(features));
  }

  /** How many groups and rules, for people. */
  static String count(List<RuleGroup> groups) {
    int rules = groups.stream().mapToInt(group -> group.rules().size()).sum();
    return words(groups.size(), "group") + ", " + words(rules, "rule");
  }

  private static String words(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
