package dev.muster.rules.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/** Replaces by a regular expression; {@code $1} and <code>${name}</code> as Go reads them. */
final class Replacing {
  private Replacing() {}

  static String all(Pattern pattern, String replacement, String text) {
    var result = new StringBuilder();
    var matcher = pattern.matcher(text);
    int at = 0;
    while (matcher.find()) {
      result.append(text, at, matcher.start());
      expand(pattern, matcher, replacement, result);
      at = matcher.end();
      if (result.length() > Budget.CHARACTERS) {
        throw new FailedCallException("the result is longer than " + Budget.CHARACTERS);
      }
    }
    return result.append(text, at, text.length()).toString();
  }

  private static void expand(
      Pattern pattern, Matcher matcher, String replacement, StringBuilder result) {
    int at = 0;
    while (at < replacement.length()) {
      char c = replacement.charAt(at++);
      if (c != '$' || at == replacement.length()) {
        result.append(c);
      } else if (replacement.charAt(at) == '$') {
        result.append('$');
        at++;
      } else {
        int end = nameEnd(replacement, at);
        if (end < 0) {
          result.append(c);
        } else {
          String name = replacement.substring(at, end).replace("{", "").replace("}", "");
          result.append(group(pattern, matcher, name));
          at = end;
        }
      }
    }
  }

  /** Where the name ends that begins here, braces included; −1 where none begins. */
  private static int nameEnd(String text, int start) {
    boolean braces = text.charAt(start) == '{';
    int end = braces ? start + 1 : start;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    if (braces) {
      return end < text.length() && text.charAt(end) == '}' && end > start + 1 ? end + 1 : -1;
    }
    return end == start ? -1 : end;
  }

  private static String group(Pattern pattern, Matcher matcher, String name) {
    Integer index = pattern.namedGroups().get(name);
    if (index == null && name.matches("\\d{1,4}")) {
      index = Integer.valueOf(name);
    }
    if (index == null || index > matcher.groupCount()) {
      return "";
    }
    String found = matcher.group(index);
    return found == null ? "" : found;
  }
}
