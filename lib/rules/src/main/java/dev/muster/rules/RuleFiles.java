package dev.muster.rules;

import dev.muster.fleet.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads rule files. */
public final class RuleFiles {
  private RuleFiles() {}

  /**
   * The groups of all the files, in their order.
   *
   * @throws RuleFileException with every mistake in them
   */
  public static List<RuleGroup> read(List<Path> files, Expressions expressions) {
    var groups = new ArrayList<RuleGroup>();
    var mistakes = new ArrayList<Finding>();
    for (var file : files) {
      try {
        groups.addAll(RuleFile.read(file, expressions));
      } catch (RuleFileException e) {
        mistakes.addAll(e.findings());
      }
    }
    if (!mistakes.isEmpty()) {
      throw new RuleFileException(mistakes);
    }
    return groups;
  }
}
