package dev.muster.rollout;

/**
 * PowerShell's text without what stands in its comments and strings, as far as our scripts go: line
 * by line as it was, with {@code ''} in place of each string. Code in {@code $(...)} of a string
 * goes with it.
 */
final class PowerShellCode {
  private final String text;
  private final StringBuilder code = new StringBuilder();
  private int at;

  private PowerShellCode(String text) {
    this.text = text;
  }

  static String of(String script) {
    var code = new PowerShellCode(script);
    code.read();
    return code.code.toString();
  }

  private void read() {
    while (at < text.length()) {
      if (text.startsWith("<#", at)) {
        skipTo("#>");
      } else if (text.charAt(at) == '#' && (at == 0 || " \n".indexOf(text.charAt(at - 1)) >= 0)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("@\"\n", at)) {
        skipTo("\n\"@");
        code.append("''");
      } else if (text.startsWith("@'\n", at)) {
        skipTo("\n'@");
        code.append("''");
      } else if ("'\"".indexOf(text.charAt(at)) >= 0) {
        string();
        code.append("''");
      } else {
        code.append(text.charAt(at++));
      }
    }
  }

  private void skipTo(String end) {
    int found = text.indexOf(end, at + 2);
    at = found < 0 ? text.length() : found + end.length();
  }

  /** Behind a string, whose quotes may be doubled or, in double ones, behind a backtick. */
  private void string() {
    char quote = text.charAt(at++);
    while (at < text.length()) {
      char c = text.charAt(at);
      if (quote == '"' && c == '`') {
        at += 2;
      } else if (quote == '"' && text.startsWith("$(", at)) {
        at += 2;
        inner();
      } else if (c == quote && !text.startsWith("" + quote + quote, at)) {
        at++;
        return;
      } else {
        at += c == quote ? 2 : 1;
      }
    }
  }

  /** Behind the parenthesis that closes one that is open. */
  private void inner() {
    for (int open = 1; open > 0 && at < text.length(); ) {
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        string();
      } else {
        open += c == '(' ? 1 : c == ')' ? -1 : 0;
        at++;
      }
    }
  }
}
