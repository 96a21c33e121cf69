package dev.muster.fleet;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.muster.fleet.LabelCondition.Comparison;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Conditions as in PromQL, with commas between: {@code type="offline", group=~"lab-.*"}. A
 * backslash escapes quotes and itself, and stands for itself before anything else.
 */
final class LabelConditions {
  private static final String RIGHT = "use such as type=\"offline\", group=~\"lab-.*\"";
  private static final java.util.regex.Pattern ONE =
      java.util.regex.Pattern.compile(
          "\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*"
              + "(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'((?:[^'\\\\]|\\\\.)*)')\\s*");

  private LabelConditions() {}

  static List<LabelCondition> parse(String text) throws BadValueException {
    var conditions = new ArrayList<LabelCondition>();
    var one = ONE.matcher(text);
    int at = 0;
    while (at == 0 || at < text.length()) {
      one.region(at, text.length());
      if (!one.lookingAt() || (one.end() < text.length() && text.charAt(one.end()) != ',')) {
        throw new BadValueException("is no list of conditions on labels", RIGHT);
      }
      conditions.add(condition(one));
      at = one.end() + 1;
    }
    if (at == text.length()) {
      throw new BadValueException("ends with a comma", RIGHT);
    }
    return List.copyOf(conditions);
  }

  /** That a label is one of some values. */
  static LabelCondition oneOf(String label, Collection<String> values) {
    return values.size() == 1
        ? new LabelCondition(label, Comparison.EQUAL, values.iterator().next())
        : new LabelCondition(
            label,
            Comparison.REGEX,
            values.stream().map(LabelConditions::escaped).collect(Collectors.joining("|")));
  }

  private static LabelCondition condition(java.util.regex.Matcher one) throws BadValueException {
    var comparison = Comparison.EQUAL;
    for (var some : Comparison.values()) {
      comparison = some.symbol().equals(one.group(2)) ? some : comparison;
    }
    String quoted = one.group(3) == null ? one.group(4) : one.group(3);
    String value = quoted.replaceAll("\\\\([\"'\\\\])", "$1");
    if (comparison == Comparison.REGEX || comparison == Comparison.NOT_REGEX) {
      try {
        var _ = Pattern.compile(value);
      } catch (PatternSyntaxException e) {
        throw new BadValueException(
            "holds " + Quoted.of(value) + ", which is no regular expression: " + e.getDescription(),
            "use RE2 syntax, such as lab-.*");
      }
    }
    return new LabelCondition(one.group(1), comparison, value);
  }

  private static String escaped(String name) {
    return name.replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0");
  }
}
