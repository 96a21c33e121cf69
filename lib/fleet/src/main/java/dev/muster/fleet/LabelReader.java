package dev.muster.fleet;

import com.google.re2j.Pattern;
import java.util.Map;
import java.util.TreeMap;

/** Reads the {@code <label>} elements inside of another one. */
final class LabelReader {
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private final Findings findings;

  LabelReader(Findings findings) {
    this.findings = findings;
  }

  Map<String, String> read(Element element) {
    var labels = new TreeMap<String, String>();
    for (var child : element.children("label")) {
      var values = new Values(child, findings);
      var name = values.read("name", LabelReader::labelName);
      var value = values.name("value");
      if (name != null
          && value != null
          && labels.putIfAbsent(name.value(), value.value()) != null) {
        findings.mistake(
            name.at(), "a second <label> " + Quoted.of(name.value()), "keep one of them");
      }
    }
    return labels;
  }

  private static String labelName(String text) throws BadValueException {
    if (!LABEL.matcher(text).matches() || text.startsWith("__")) {
      throw new BadValueException(
          "is no name of a label", "use letters, digits and _, such as site");
    }
    return text;
  }
}
