package dev.muster.scraper.api;

/**
 * Names with characters beyond letters, digits, {@code _} and {@code :}, as Prometheus escapes them
 * where a plain name is wanted: {@code U__} and then {@code __} for an underscore and {@code _HEX_}
 * for what is not plain.
 *
 * @see <a href="https://github.com/prometheus/proposals/blob/main/proposals/0028-utf8.md">UTF-8
 *     names, "Text escaping"</a>
 */
final class EscapedNames {
  private static final String PREFIX = "U__";
  private static final int MOST_DIGITS = 6;

  private EscapedNames() {}

  /** The name that is meant; the text itself where it is not escaped as it should be. */
  static String read(String text) {
    if (!text.startsWith(PREFIX)) {
      return text;
    }
    var name = new StringBuilder();
    for (int at = PREFIX.length(); at < text.length(); at++) {
      char c = text.charAt(at);
      if (c != '_') {
        name.append(c);
        continue;
      }
      int end = text.indexOf('_', at + 1);
      if (end == at + 1) {
        name.append('_');
      } else if (end < 0 || end - at - 1 > MOST_DIGITS || !appendHex(name, text, at + 1, end)) {
        return text;
      }
      at = end;
    }
    return name.toString();
  }

  private static boolean appendHex(StringBuilder name, String text, int from, int to) {
    try {
      int codePoint = Integer.parseInt(text, from, to, 16);
      if (!Character.isValidCodePoint(codePoint) || text.charAt(from) == '+') {
        return false;
      }
      name.appendCodePoint(codePoint);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }
}
