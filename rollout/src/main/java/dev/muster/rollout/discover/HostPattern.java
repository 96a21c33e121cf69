package dev.muster.rollout.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host names as Ansible's inventories write them: {@code web[01:50].example.org}, {@code db-[a:f]},
 * {@code web[1:9:2]} with a step.
 */
final class HostPattern {
  private static final Pattern RANGE =
      Pattern.compile("\\[([0-9]{1,9}|[a-zA-Z]):([0-9]{1,9}|[a-zA-Z])(?::([0-9]{1,4}))?\\]");

  private HostPattern() {}

  /**
   * The names.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static List<String> expand(String pattern) {
    Matcher range = RANGE.matcher(pattern);
    if (!range.find()) {
      if (pattern.indexOf('[') >= 0 || pattern.indexOf(']') >= 0) {
        throw new IllegalArgumentException(
            "\"" + pattern + "\" has brackets that are no range; write web[01:50] or db-[a:f]");
      }
      return List.of(pattern);
    }
    String before = pattern.substring(0, range.start());
    var names = new ArrayList<String>();
    var rests = expand(pattern.substring(range.end()));
    for (String value : values(range, pattern)) {
      for (String rest : rests) {
        names.add(before + value + rest);
        if (names.size() > Ranges.MOST) {
          throw new IllegalArgumentException(
              "\"" + pattern + "\" makes more than " + Ranges.MOST + " names");
        }
      }
    }
    return names;
  }

  private static List<String> values(Matcher range, String pattern) {
    String from = range.group(1);
    String to = range.group(2);
    int step = range.group(3) == null ? 1 : Integer.parseInt(range.group(3));
    boolean letters = Character.isLetter(from.charAt(0));
    if (letters != Character.isLetter(to.charAt(0)) || step < 1) {
      throw new IllegalArgumentException(
          "\"" + pattern + "\" has a range of letters and digits; write web[01:50] or db-[a:f]");
    }
    int first = letters ? from.charAt(0) : Integer.parseInt(from);
    int last = letters ? to.charAt(0) : Integer.parseInt(to);
    if (last < first || (last - first) / step > Ranges.MOST) {
      throw new IllegalArgumentException(
          "\"" + pattern + "\" has a range that ends before it begins, or is too long");
    }
    var values = new ArrayList<String>();
    for (int at = first; at <= last; at += step) {
      values.add(letters ? String.valueOf((char) at) : padded(at, from));
    }
    return values;
  }

  /** With as many digits as the first number has, where it begins with 0. */
  private static String padded(int number, String like) {
    String text = Integer.toString(number);
    return like.startsWith("0")
        ? "0".repeat(Math.max(0, like.length() - text.length())) + text
        : text;
  }
}
