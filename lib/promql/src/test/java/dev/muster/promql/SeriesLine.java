package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.SampleValue;
import dev.muster.metrics.StaleMarker;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A series and its values as scripts write them, such as {@code up{job="a"} 1 0+1x3 _ stale}. A
 * missing value is null, and so is one that is no float.
 *
 * @param others the places of values that are no floats
 * @param known whether the whole line could be read
 */
record SeriesLine(
    Labels labels, List<@Nullable Double> values, List<Integer> others, boolean known) {
  private static final String NUMBER =
      "[+-]?(?:\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?|(?i:inf|nan))";
  private static final Pattern SEQUENCE =
      Pattern.compile("(" + NUMBER + "|stale)(?:([+-]" + NUMBER + "))?(?:x(\\d+))?");
  private static final Pattern BLANKS = Pattern.compile("_(?:x(\\d+))?");
  private static final Pattern HISTOGRAM =
      Pattern.compile("\\{\\{[^}]*}}(?:[+-]\\{\\{[^}]*}})?(?:x(\\d+))?");
  private static final Pattern ITEM = Pattern.compile(HISTOGRAM.pattern() + "|\\S+");

  static SeriesLine parse(String line) {
    int end = metricEnd(line);
    boolean startTimes = line.startsWith("@st", end) || line.substring(0, end).endsWith("@st");
    var labels = labels(line.substring(0, end).replace("@st", ""));
    String text = line.substring(end).strip();
    var values = new ArrayList<@Nullable Double>();
    var others = new ArrayList<Integer>();
    boolean known = !startTimes;
    for (var item = ITEM.matcher(text); known && item.find(); ) {
      known = addOther(item.group(), values, others) || add(item.group(), values);
    }
    return new SeriesLine(labels, values, others, known);
  }

  private static boolean addOther(
      String item, List<@Nullable Double> values, List<Integer> others) {
    var histogram = HISTOGRAM.matcher(item);
    if (!histogram.matches()) {
      return false;
    }
    int more = histogram.group(1) == null ? 0 : Integer.parseInt(histogram.group(1));
    for (int i = 0; i <= more; i++) {
      others.add(values.size());
      values.add(null);
    }
    return true;
  }

  private static boolean add(String item, List<@Nullable Double> values) {
    var blanks = BLANKS.matcher(item);
    if (blanks.matches()) {
      int count = blanks.group(1) == null ? 1 : Integer.parseInt(blanks.group(1));
      for (int i = 0; i < count; i++) {
        values.add(null);
      }
      return true;
    }
    var sequence = SEQUENCE.matcher(item);
    if (!sequence.matches()) {
      return false;
    }
    double value = number(sequence.group(1));
    double step = sequence.group(2) == null ? 0 : number(sequence.group(2));
    int count = sequence.group(3) == null ? 0 : Integer.parseInt(sequence.group(3));
    for (int i = 0; i <= count; i++) {
      values.add(value);
      value = step == 0 ? value : value + step;
    }
    return true;
  }

  static double number(String text) {
    return text.equals("stale") ? StaleMarker.VALUE : SampleValue.parse(text);
  }

  private static int metricEnd(String line) {
    int at = 0;
    char quote = 0;
    boolean braces = false;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (quote != 0) {
        if (c == '\\' && quote != '`') {
          at++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '\'' || c == '`') {
        quote = c;
      } else if (c == '{') {
        braces = true;
      } else if (c == '}') {
        return at + 1;
      } else if (!braces && (c == ' ' || c == '\t') && !restStartsWithBrace(line, at)) {
        return at;
      }
      at++;
    }
    return at;
  }

  private static boolean restStartsWithBrace(String line, int at) {
    String rest = line.substring(at).strip();
    return rest.startsWith("{") && !rest.startsWith("{{");
  }

  static Labels labels(String metric) {
    var labels = Labels.builder();
    var tokens = new Lexer(metric.strip()).tokens();
    int at = 0;
    if (tokens.get(at).kind() == Token.Kind.NAME || tokens.get(at).kind() == Token.Kind.NUMBER) {
      labels.set(Labels.NAME, tokens.get(at++).text());
    }
    if (tokens.get(at).is("{")) {
      at++;
      while (!tokens.get(at).is("}")) {
        String name = text(tokens.get(at++));
        if (tokens.get(at).is("=")) {
          labels.set(name, text(tokens.get(at + 1)));
          at += 2;
        } else {
          labels.set(Labels.NAME, name);
        }
        if (tokens.get(at).is(",")) {
          at++;
        }
      }
      at++;
    }
    if (tokens.get(at).kind() != Token.Kind.END) {
      throw new IllegalArgumentException("no metric: " + metric);
    }
    return labels.build();
  }

  private static String text(Token token) {
    return token.kind() == Token.Kind.STRING ? Quoted.read(token.text()) : token.text();
  }

  /** Values with omitted ones as absent. */
  double[] array() {
    var array = new double[values.size()];
    for (int i = 0; i < array.length; i++) {
      Double value = values.get(i);
      array[i] = value == null ? Column.ABSENT : value;
    }
    return array;
  }
}
