package dev.muster.rules;

import dev.muster.fleet.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** Rule files that cannot be used, with every mistake found in them. */
public final class RuleFileException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient List<Finding> findings;

  public RuleFileException(List<Finding> findings) {
    super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
    this.findings = List.copyOf(findings);
  }

  /** In the order of the files; at least one. */
  public List<Finding> findings() {
    return findings;
  }
}
