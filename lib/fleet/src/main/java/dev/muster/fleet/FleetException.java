package dev.muster.fleet;

import java.util.List;
import java.util.stream.Collectors;

/** A fleet file that cannot be used, with every mistake found in it. */
public final class FleetException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient List<Finding> findings;

  public FleetException(List<Finding> findings) {
    super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
    this.findings = List.copyOf(findings);
  }

  /** In the order of the file; at least one. */
  public List<Finding> findings() {
    return findings;
  }
}
