package dev.muster.app;

import dev.muster.alertbridge.MailTemplates;
import dev.muster.fleet.Finding;
import dev.muster.fleet.Fleet;
import dev.muster.promql.Feature;
import dev.muster.rules.RuleFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is wrong with the files that a fleet names: those of rules, and templates of mails. */
final class NamedFiles {
  private NamedFiles() {}

  static List<Finding> mistakes(Fleet fleet) {
    var mistakes = new ArrayList<Finding>();
    try {
      var _ = RuleReading.read(RuleReading.files(fleet), Set.of(Feature.values()));
    } catch (RuleFileException wrong) {
      mistakes.addAll(wrong.findings());
    }
    var templates = fleet.alerting().templates();
    if (templates != null) {
      MailTemplates.mistakes(templates)
          .forEach(line ->
              mistakes.add(new Finding(templates.toString(), 1, 1, line, "mend that template")));
    }
    return mistakes;
  }
}
