package dev.muster.promql;

import dev.muster.promql.Command.Expectation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the commands of a script in Prometheus's test language. */
final class Script {
  private static final Pattern LOAD = Pattern.compile("load(_with_nhcb)?\\s+(.+)");
  private static final Pattern INSTANT =
      Pattern.compile("eval(?:_(fail|warn|ordered|info))?\\s+instant\\s+at\\s+(\\S+)\\s+(.+)");
  private static final Pattern RANGE =
      Pattern.compile(
          "eval(?:_(fail|warn|info))?\\s+range\\s+from\\s+(\\S+)\\s+to\\s+(\\S+)"
              + "\\s+step\\s+(\\S+)\\s+(.+)");
  private static final Pattern RANGE_VECTOR =
      Pattern.compile("expect range vector\\s+from\\s+(\\S+)\\s+to\\s+(\\S+)\\s+step\\s+(\\S+)");
  private static final Pattern EXPECT =
      Pattern.compile(
          "expect\\s+(ordered|fail|warn|no_warn|info|no_info)(?:\\s+(regex|msg):(.+))?");

  private final String[] lines;
  private int at;

  private Script(String text) {
    lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      lines[i] = line.startsWith("#") ? "" : line;
    }
  }

  static List<Command> parse(String text) {
    var script = new Script(text);
    var commands = new ArrayList<Command>();
    while (script.at < script.lines.length) {
      String line = script.lines[script.at];
      if (line.isEmpty()) {
        script.at++;
      } else {
        commands.add(script.command(line));
      }
    }
    return commands;
  }

  private Command command(String line) {
    if (line.equals("clear")) {
      at++;
      return new Command.Clear();
    }
    return line.startsWith("load") ? load(line) : eval(line);
  }

  private Command load(String line) {
    var matcher = LOAD.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("line " + (at + 1) + ": no command: " + line);
    }
    var series = new ArrayList<SeriesLine>();
    while (hasNextOfBlock()) {
      series.add(SeriesLine.parse(lines[at]));
    }
    at++;
    return new Command.Load(millis(matcher.group(2)), series, matcher.group(1) != null);
  }

  private boolean hasNextOfBlock() {
    return at + 1 < lines.length && !lines[++at].isEmpty();
  }

  private Command eval(String line) {
    int number = at + 1;
    var instant = INSTANT.matcher(line);
    var range = RANGE.matcher(line);
    boolean isInstant = instant.matches();
    if (!isInstant && !range.matches()) {
      throw new IllegalArgumentException("line " + number + ": no command: " + line);
    }
    var block = new Block(isInstant ? instant.group(1) : range.group(1));
    while (hasNextOfBlock()) {
      block.add(lines[at]);
    }
    at++;
    if (isInstant) {
      long time = millis(instant.group(2));
      boolean vector = block.vectorStep > 0;
      return new Command.Eval(
          number,
          instant.group(3),
          true,
          vector,
          vector ? block.vectorStart : time,
          time,
          vector ? block.vectorStep : 1,
          block.expected());
    }
    return new Command.Eval(
        number,
        range.group(5),
        false,
        false,
        millis(range.group(2)),
        millis(range.group(3)),
        millis(range.group(4)),
        block.expected());
  }

  static long millis(String duration) {
    return duration.equals("0")
        ? 0
        : Durations.parse(duration)
            .orElseThrow(() -> new IllegalArgumentException("no duration: " + duration));
  }

  /** The lines after {@code eval}. */
  private static final class Block {
    private final List<SeriesLine> series = new ArrayList<>();
    private final List<Expectation> expectations = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable Double scalar;
    private @Nullable String string;
    private long vectorStart;
    private long vectorStep;

    Block(@Nullable String modifier) {
      if (modifier != null) {
        expectations.add(new Expectation(kind(modifier), null, null));
      }
    }

    private static Expectation.Kind kind(String word) {
      return Expectation.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    }

    void add(String line) {
      text.append(line).append('\n');
      var vector = RANGE_VECTOR.matcher(line);
      var expect = EXPECT.matcher(line);
      if (vector.matches()) {
        vectorStart = millis(vector.group(1));
        vectorStep = millis(vector.group(3));
      } else if (line.startsWith("expect string")) {
        string = Quoted.read(line.substring("expect string".length()).strip());
      } else if (expect.matches()) {
        expectations.add(expectation(expect.group(1), expect.group(2), expect.group(3)));
      } else if (line.startsWith("expected_fail_message")) {
        expectations.add(expectation("fail", "msg", line.substring(21)));
      } else if (line.startsWith("expected_fail_regexp")) {
        expectations.add(expectation("fail", "regex", line.substring(20)));
      } else if (isNumber(line)) {
        scalar = SeriesLine.number(line);
      } else {
        series.add(SeriesLine.parse(line));
      }
    }

    private static Expectation expectation(
        String kind, @Nullable String type, @Nullable String value) {
      String wanted = value == null ? null : unquoted(value.strip());
      boolean regex = "regex".equals(type);
      return new Expectation(
          kind(kind),
          regex ? null : wanted,
          regex && wanted != null ? Pattern.compile(wanted) : null);
    }

    private static String unquoted(String text) {
      return text.startsWith("\"") && text.endsWith("\"")
          ? text.substring(1, text.length() - 1)
          : text;
    }

    private static boolean isNumber(String line) {
      try {
        SeriesLine.number(line);
        return !line.equals("stale");
      } catch (NumberFormatException e) {
        return false;
      }
    }

    Command.Expected expected() {
      return new Command.Expected(series, scalar, string, expectations, text.toString());
    }
  }
}
