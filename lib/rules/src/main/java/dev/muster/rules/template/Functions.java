package dev.muster.rules.template;

import static java.util.Map.entry;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The functions of templates: one table line each. */
final class Functions {
  private static final int MANY = 1_000;

  /** What a function does with its arguments. */
  private interface Body {
    Object call(List<Object> arguments, Evaluation evaluation);
  }

  private record Function(int least, int most, Body body) {}

  private static final Map<String, Function> TABLE = new HashMap<>();

  static {
    TABLE.putAll(ofLanguage());
    TABLE.putAll(ofQueries());
    TABLE.putAll(ofTexts());
    TABLE.putAll(ofNumbers());
  }

  private Functions() {}

  static boolean has(String name) {
    return TABLE.containsKey(name);
  }

  /**
   * Calls one.
   *
   * @throws FailedCallException if it cannot do that
   */
  static Object call(String name, List<Object> arguments, Evaluation evaluation) {
    var function = TABLE.get(name);
    if (function == null) {
      return MessageFunctions.call(name, arguments, evaluation);
    }
    if (arguments.size() < function.least || arguments.size() > function.most) {
      String atLeast = function.most == function.least ? "" : "at least ";
      throw new FailedCallException(
          "wrong number of args: want " + atLeast + function.least + " got " + arguments.size());
    }
    return function.body.call(arguments, evaluation);
  }

  private static Function of(int count, Body body) {
    return new Function(count, count, body);
  }

  private static Function from(int least, Body body) {
    return new Function(least, MANY, body);
  }

  private static Map<String, Function> ofLanguage() {
    // The first two never get here: they leave arguments alone that do not count.
    return Map.ofEntries(
        entry("and", from(1, (args, _) -> args.getLast())),
        entry("or", from(1, (args, _) -> args.getLast())),
        entry("not", of(1, (args, _) -> !GoText.isTrue(args.getFirst()))),
        entry("eq", from(2, (args, _) -> Comparing.equalsAny(args))),
        entry("ne", of(2, (args, _) -> !Comparing.equalsAny(args))),
        entry("lt", of(2, (args, _) -> Comparing.compare(args) < 0)),
        entry("le", of(2, (args, _) -> Comparing.atMost(args))),
        entry("gt", of(2, (args, _) -> Comparing.greater(args))),
        entry("ge", of(2, (args, _) -> Comparing.atLeast(args))),
        entry("len", of(1, (args, _) -> Elements.length(args.getFirst()))),
        entry("index", from(1, (args, _) -> Elements.index(args))),
        entry("slice", new Function(1, 3, (args, _) -> Elements.slice(args))),
        entry("print", from(0, (args, _) -> Elements.print(args, false))),
        entry("println", from(0, (args, _) -> Elements.print(args, true))),
        entry(
            "printf",
            from(1, (args, _) -> GoFormat.format(text(args, 0), args.subList(1, args.size())))),
        entry("html", from(0, (args, run) -> run.html(Escapes.html(Elements.print(args, false))))),
        entry("js", from(0, (args, _) -> Escapes.javaScript(Elements.print(args, false)))),
        entry("urlquery", from(0, (args, _) -> Escapes.query(Elements.print(args, false)))));
  }

  private static Map<String, Function> ofQueries() {
    return Map.ofEntries(
        entry("query", of(1, (args, run) -> query(text(args, 0), run))),
        entry("first", of(1, (args, _) -> first(samples(args, 0)))),
        entry("value", of(1, (args, _) -> sample(args, 0).value())),
        entry(
            "label", of(2, (args, _) -> sample(args, 1).labels().getOrDefault(text(args, 0), ""))),
        entry(
            "strvalue", of(1, (args, _) -> sample(args, 0).labels().getOrDefault("__value__", ""))),
        entry("sortByLabel", of(2, (args, _) -> sorted(text(args, 0), samples(args, 1)))),
        entry("args", from(0, (args, _) -> new Arguments(args))));
  }

  private static Map<String, Function> ofTexts() {
    return Map.ofEntries(
        entry("title", of(1, (args, _) -> Escapes.title(text(args, 0)))),
        entry("toUpper", of(1, (args, _) -> text(args, 0).toUpperCase(Locale.ROOT))),
        entry("toLower", of(1, (args, _) -> text(args, 0).toLowerCase(Locale.ROOT))),
        entry("match", of(2, (args, _) -> pattern(text(args, 0)).matcher(text(args, 1)).find())),
        entry(
            "reReplaceAll",
            of(
                3,
                (args, _) -> Replacing.all(pattern(text(args, 0)), text(args, 1), text(args, 2)))),
        entry("safeHtml", of(1, (args, run) -> run.html(text(args, 0)))),
        entry("stripPort", of(1, (args, _) -> Hosts.stripPort(text(args, 0)))),
        entry("stripDomain", of(1, (args, _) -> Hosts.stripDomain(text(args, 0)))),
        entry(
            "graphLink",
            of(1, (args, _) -> "/graph?g0.expr=" + Escapes.query(text(args, 0)) + "&g0.tab=0")),
        entry(
            "tableLink",
            of(1, (args, _) -> "/graph?g0.expr=" + Escapes.query(text(args, 0)) + "&g0.tab=1")),
        entry("urlQueryEscape", of(1, (args, _) -> Escapes.query(text(args, 0)))),
        entry("pathPrefix", of(0, (_, run) -> Escapes.path(run.externalUrl()))),
        entry("externalURL", of(0, (_, run) -> run.externalUrl())));
  }

  private static Map<String, Function> ofNumbers() {
    return Map.ofEntries(
        entry("humanize", of(1, (args, _) -> Humanize.decimal(number(args)))),
        entry("humanize1024", of(1, (args, _) -> Humanize.binary(number(args)))),
        entry("humanizeDuration", of(1, (args, _) -> Humanize.duration(number(args)))),
        entry("humanizePercentage", of(1, (args, _) -> Humanize.percentage(number(args)))),
        entry("humanizeTimestamp", of(1, (args, _) -> Humanize.timestamp(number(args)))),
        entry("toTime", of(1, (args, _) -> GoTime.of(number(args)))),
        entry("toDuration", of(1, (args, _) -> new GoDuration((long) (number(args) * 1e9)))),
        entry("now", of(0, (_, run) -> run.budget().timeMillis() / 1000.0)),
        entry("parseDuration", of(1, (args, _) -> Hosts.seconds(text(args, 0)))));
  }

  private static String text(List<Object> arguments, int index) {
    if (arguments.get(index) instanceof String text) {
      return text;
    }
    throw new FailedCallException(
        "wrong type for value; expected string; got " + GoText.type(arguments.get(index)));
  }

  private static double number(List<Object> arguments) {
    return Humanize.number(arguments.getFirst());
  }

  private static Sample sample(List<Object> arguments, int index) {
    if (arguments.get(index) instanceof Sample sample) {
      return sample;
    }
    throw new FailedCallException(
        "wrong type for value; expected a sample; got " + GoText.type(arguments.get(index)));
  }

  private static List<Sample> samples(List<Object> arguments, int index) {
    if (arguments.get(index) instanceof List<?> list) {
      var samples = new ArrayList<Sample>(list.size());
      for (Object element : list) {
        if (element instanceof Sample sample) {
          samples.add(sample);
        }
      }
      return samples;
    }
    throw new FailedCallException(
        "wrong type for value; expected a query's result; got "
            + GoText.type(arguments.get(index)));
  }

  private static List<Sample> query(String expression, Evaluation run) {
    return run.budget().ask(expression).stream()
        .map(sample -> new Sample(sample.labels().toMap(), sample.value()))
        .toList();
  }

  private static Sample first(List<Sample> samples) {
    if (samples.isEmpty()) {
      throw new FailedCallException("first() called on vector with no elements");
    }
    return samples.getFirst();
  }

  private static List<Sample> sorted(String label, List<Sample> samples) {
    return samples.stream()
        .sorted(Comparator.comparing((Sample sample) -> sample.labels().getOrDefault(label, "")))
        .toList();
  }

  private static Pattern pattern(String expression) {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new FailedCallException(
          GoText.quote(expression) + " is no regular expression: " + e.getDescription());
    }
  }
}
