package dev.muster.exporter.eventlog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a table of event rules; {@code docs/formats/event-rules.md} has the format:
 *
 * <pre>
 * # comment
 * NAME | id | SOURCE, SOURCE | ID, ID
 * NAME | text | SOURCE, SOURCE | some words * and some more
 * NAME | off
 * </pre>
 */
final class EventRulesReader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Pattern ID = Pattern.compile("\\d{1,10}|[0-9a-f]{32}");
  private static final Pattern MESSAGE_ID = Pattern.compile("[0-9a-f]{32}");
  private static final String ANY = "*";
  private static final int MAX_NAMES = 200;
  private static final int MAX_MISTAKES = 100;
  private static final int COLUMNS = 4;

  private final String where;
  private final List<EventRule> rules;
  private final List<String> mistakes = new ArrayList<>();

  /**
   * A reader.
   *
   * @param where the file, for messages
   * @param before the lines that come before the file's
   */
  EventRulesReader(String where, List<EventRule> before) {
    this.where = where;
    this.rules = new ArrayList<>(before);
  }

  /**
   * The lines before and the file's own.
   *
   * @throws EventRulesException with a line of text per mistake
   */
  List<EventRule> read(String text) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String content = line.strip();
      if (!content.isEmpty() && !content.startsWith("#")) {
        try {
          row(content.split("\\|", COLUMNS));
        } catch (IllegalArgumentException mistake) {
          mistakes.add("%s:%d: %s".formatted(where, number, mistake.getMessage()));
        }
      }
    }
    Set<String> names = new HashSet<>();
    rules.forEach(rule -> names.add(rule.name()));
    if (names.size() > MAX_NAMES) {
      mistakes.add(
          "%s: %d names of rules; at most %d are counted"
              .formatted(where, names.size(), MAX_NAMES));
    }
    if (!mistakes.isEmpty()) {
      throw new EventRulesException(
          String.join("\n", mistakes.subList(0, Math.min(MAX_MISTAKES, mistakes.size()))));
    }
    return rules;
  }

  private void row(String[] columns) {
    String name = columns[0].strip();
    String kind = columns.length < 2 ? "" : columns[1].strip();
    if (kind.equals("off") && columns.length == 2) {
      off(name);
      return;
    }
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' cannot name a rule; use up to 64 of a-z, 0-9 and _, a letter first"
              .formatted(name));
    }
    if (columns.length < COLUMNS) {
      throw new IllegalArgumentException(
          "a line has four columns, NAME | id or text | SOURCES | IDS or PATTERN, or is NAME | off");
    }
    Set<String> sources = sources(columns[2]);
    rules.add(new EventRule(name, sources, test(kind, sources, columns[3].strip())));
  }

  private void off(String name) {
    if (name.equals(ANY)) {
      rules.clear();
    } else if (!rules.removeIf(rule -> rule.name().equals(name))) {
      throw new IllegalArgumentException("there is no rule '%s' to switch off".formatted(name));
    }
  }

  private static EventRule.Test test(String kind, Set<String> sources, String last) {
    return switch (kind) {
      case "id" -> new EventRule.Test.Id(ids(sources, last));
      case "text" -> new EventRule.Test.Text(TextPattern.parse(last));
      default ->
          throw new IllegalArgumentException(
              "the second column is '%s'; it must be id, text or off".formatted(kind));
    };
  }

  private static Set<String> sources(String column) {
    Set<String> sources = new HashSet<>(list(column));
    if (sources.isEmpty() || sources.contains("")) {
      throw new IllegalArgumentException(
          "the third column must name programs or providers, with commas, or be * for any");
    }
    if (sources.remove(ANY) && !sources.isEmpty()) {
      throw new IllegalArgumentException("the third column has * and names; keep one of them");
    }
    return sources;
  }

  private static Set<String> ids(Set<String> sources, String column) {
    Set<String> ids = new HashSet<>(list(column));
    for (String id : ids) {
      if (!ID.matcher(id).matches()) {
        throw new IllegalArgumentException(
            "'%s' is no id; it must be a number or the 32 hexadecimal digits of a MESSAGE_ID"
                .formatted(id));
      }
      if (sources.isEmpty() && !MESSAGE_ID.matcher(id).matches()) {
        throw new IllegalArgumentException(
            "id %s means another thing with every provider; name the provider instead of *"
                .formatted(id));
      }
    }
    return ids;
  }

  private static List<String> list(String column) {
    return List.of(column.split(",", -1)).stream()
        .map(word -> word.strip().toLowerCase(Locale.ROOT))
        .toList();
  }
}
