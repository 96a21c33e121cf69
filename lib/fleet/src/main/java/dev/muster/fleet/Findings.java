package dev.muster.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong and what is unwise in one file, every finding once. */
final class Findings {
  /** What a person can still mend in one go; the rest is only counted. */
  static final int MOST = 1_000;

  private final String file;

  /** The fleet file's own come first. */
  private final Comparator<Finding> byPlace =
      Comparator.comparing(this::fileOrder)
          .thenComparingInt(Finding::line)
          .thenComparingInt(Finding::column);

  private final Set<Finding> mistakes = new LinkedHashSet<>();
  private final Set<Finding> warnings = new LinkedHashSet<>();
  private int left;

  Findings(String file) {
    this.file = file;
  }

  private String fileOrder(Finding finding) {
    return finding.file().equals(file) ? "" : finding.file();
  }

  private Finding finding(Position at, String what, String right) {
    return new Finding(at.file().isEmpty() ? file : at.file(), at.line(), at.column(), what, right);
  }

  void mistake(Position at, String what, String right) {
    mistake(finding(at, what, right));
  }

  void mistake(Finding finding) {
    if (mistakes.size() < MOST) {
      mistakes.add(finding);
    } else if (!mistakes.contains(finding)) {
      left++;
    }
  }

  void warning(Position at, String what, String right) {
    if (warnings.size() < MOST) {
      warnings.add(finding(at, what, right));
    }
  }

  List<Finding> warnings() {
    return warnings.stream().sorted(byPlace).toList();
  }

  /**
   * @throws FleetException where there is a mistake, with all of them in the order of the file
   */
  void throwIfAny() {
    if (mistakes.isEmpty()) {
      return;
    }
    var all = new ArrayList<>(mistakes.stream().sorted(byPlace).toList());
    if (left > 0) {
      var last = all.getLast();
      all.add(
          new Finding(
              last.file(),
              last.line(),
              last.column(),
              "and " + left + " more",
              "mend these first"));
    }
    throw new FleetException(all);
  }
}
