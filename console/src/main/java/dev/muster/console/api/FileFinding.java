package dev.muster.console.api;

import dev.muster.fleet.Finding;

/**
 * Something wrong or unwise at a place in the fleet file.
 *
 * @param line counted from 1
 * @param column counted from 1
 * @param severity {@code error} or {@code warning}
 * @param message what was found and what would be right
 */
record FileFinding(int line, int column, String severity, String message) {
  static FileFinding error(Finding finding) {
    return of(finding, "error");
  }

  static FileFinding warning(Finding finding) {
    return of(finding, "warning");
  }

  private static FileFinding of(Finding finding, String severity) {
    return new FileFinding(
        finding.line(), finding.column(), severity, finding.what() + "; " + finding.right());
  }
}
