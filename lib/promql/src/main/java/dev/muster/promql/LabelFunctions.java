package dev.muster.promql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.muster.metrics.Labels;
import dev.muster.promql.Expression.Call;
import java.util.ArrayList;
import java.util.stream.Collectors;

/** Functions that change labels. */
final class LabelFunctions {
  private LabelFunctions() {}

  /** Any text of whole characters, as Prometheus 3 has it. */
  static boolean isLabelName(String name) {
    return !name.isEmpty() && Quoted.isWhole(name);
  }

  static Operand labelReplace(Call call, Evaluator evaluator) {
    var arguments = call.arguments();
    String target = evaluator.text(arguments.get(1));
    String template = evaluator.text(arguments.get(2));
    String source = evaluator.text(arguments.get(3));
    var pattern = compile(evaluator.text(arguments.get(4)), evaluator);
    requireLabelName(target, "destination label name in label_replace()", evaluator);
    var columns = new ArrayList<Column>();
    for (var column : evaluator.vector(arguments.getFirst())) {
      var matcher = pattern.matcher(column.labels().get(source));
      columns.add(
          matcher.matches()
              ? with(column, target, TemplateText.expand(template, pattern, matcher))
              : column);
    }
    return new Operand.Vectors(Columns.merge(columns));
  }

  private static Pattern compile(String expression, Evaluator evaluator) {
    try {
      return Pattern.compile("(?s:" + expression + ")");
    } catch (PatternSyntaxException e) {
      var failure =
          evaluator
              .context()
              .failure("invalid regular expression in label_replace(): " + expression);
      failure.initCause(e);
      throw failure;
    }
  }

  static Operand labelJoin(Call call, Evaluator evaluator) {
    var arguments = call.arguments();
    String target = evaluator.text(arguments.get(1));
    String separator = evaluator.text(arguments.get(2));
    var sources = new ArrayList<String>();
    for (var argument : arguments.subList(3, arguments.size())) {
      String source = evaluator.text(argument);
      requireLabelName(source, "source label name in label_join()", evaluator);
      sources.add(source);
    }
    requireLabelName(target, "destination label name in label_join()", evaluator);
    var columns = new ArrayList<Column>();
    for (var column : evaluator.vector(arguments.getFirst())) {
      String joined =
          sources.stream().map(column.labels()::get).collect(Collectors.joining(separator));
      columns.add(with(column, target, joined));
    }
    return new Operand.Vectors(Columns.merge(columns));
  }

  private static void requireLabelName(String name, String what, Evaluator evaluator) {
    if (!isLabelName(name)) {
      throw evaluator.context().failure("invalid " + what + ": " + name);
    }
  }

  /** A name that is set stays. */
  private static Column with(Column column, String label, String value) {
    return new Column(
        column.labels().toBuilder().set(label, value).build(),
        column.nameDropped() && !label.equals(Labels.NAME),
        column.values());
  }

  /** Replacement texts: {@code $1}, {@code ${1}}, {@code $name}, {@code $$}. */
  private static final class TemplateText {
    static String expand(String template, Pattern pattern, Matcher matcher) {
      var text = new StringBuilder();
      int at = 0;
      while (at < template.length()) {
        int dollar = template.indexOf('$', at);
        if (dollar < 0 || dollar + 1 == template.length()) {
          break;
        }
        text.append(template, at, dollar);
        at = reference(template, dollar, pattern, matcher, text);
      }
      return text.append(template, at, template.length()).toString();
    }

    /** Expands what begins with a dollar; gives where the rest begins. */
    private static int reference(
        String template, int dollar, Pattern pattern, Matcher matcher, StringBuilder text) {
      int start = dollar + 1;
      if (template.charAt(start) == '$') {
        text.append('$');
        return start + 1;
      }
      boolean braces = template.charAt(start) == '{';
      int first = braces ? start + 1 : start;
      int end = first;
      while (end < template.length() && isNameCharacter(template.charAt(end))) {
        end++;
      }
      boolean closed = !braces || (end < template.length() && template.charAt(end) == '}');
      if (end == first || !closed) {
        text.append('$');
        return start;
      }
      text.append(group(template.substring(first, end), pattern, matcher));
      return braces ? end + 1 : end;
    }

    private static boolean isNameCharacter(char c) {
      return c == '_' || Character.isLetterOrDigit(c);
    }

    private static String group(String name, Pattern pattern, Matcher matcher) {
      Integer number =
          name.length() < 9 && name.chars().allMatch(Character::isDigit)
              ? Integer.valueOf(name)
              : pattern.namedGroups().get(name);
      if (number == null || number > matcher.groupCount()) {
        return "";
      }
      String found = matcher.group(number);
      return found == null ? "" : found;
    }
  }
}
