package dev.muster.fleet;

import java.util.List;

/** Reads {@code <inhibit>}. */
final class InhibitReader {
  private final Findings findings;

  InhibitReader(Findings findings) {
    this.findings = findings;
  }

  Inhibition read(Element element) {
    var values = new Values(element, findings);
    return new Inhibition(
        Located.or(values.read("source", LabelConditions::parse), List.of()),
        Located.or(values.read("target", LabelConditions::parse), List.of()),
        Located.or(values.read("equal", AlertingReader::labels), List.of()));
  }
}
