package dev.muster.scraper.handover;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** YAML in blocks, two spaces a level; every text stands in double quotes. */
final class YamlText {
  private static final Pattern PLAIN = Pattern.compile("[a-z_]{2,}");

  private final StringBuilder text = new StringBuilder();
  private int level;
  private boolean dash;

  /** Opens a map or list under a name, until {@link #close}. */
  void open(String name) {
    line(name + ":");
    level++;
  }

  void close() {
    level--;
  }

  /** Begins an item of a list, which is a map with this entry first, until {@link #end}. */
  void item(String name, String value) {
    dash = true;
    text(name, value);
    level++;
  }

  /** The same with a list of one as its first entry. */
  void itemList(String name, String value) {
    dash = true;
    list(name, List.of(value));
    level++;
  }

  void end() {
    level--;
  }

  void text(String name, String value) {
    line(name + ": " + quoted(value));
  }

  /** A number, a word, a duration. */
  void raw(String name, String value) {
    line(name + ": " + value);
  }

  /** Lines as they are, which must neither begin with a space nor be empty. */
  void block(String name, List<String> lines) {
    line(name + ": |");
    level++;
    lines.forEach(this::line);
    level--;
  }

  void list(String name, List<String> values) {
    String key = PLAIN.matcher(name).matches() ? name : quoted(name);
    line(key + ": [" + String.join(", ", values.stream().map(YamlText::quoted).toList()) + "]");
  }

  void comment(String words) {
    line("# " + words);
  }

  private void line(String line) {
    text.repeat(' ', 2 * level).append(dash ? "- " : "").append(line).append('\n');
    dash = false;
  }

  private static String quoted(String value) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f || (Character.isSurrogate(c) && !isPaired(value, i))) {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static boolean isPaired(String value, int i) {
    return Character.isHighSurrogate(value.charAt(i))
        ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
