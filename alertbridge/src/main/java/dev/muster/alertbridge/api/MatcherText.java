package dev.muster.alertbridge.api;

import dev.muster.metrics.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a label as {@code amtool} and the users of Alertmanager's API write it: {@code
 * client=pc1}, {@code group=~"lab-.*"}. There are two grammars. In the older one names are those of
 * Prometheus and the value may stand without quotes whatever it holds; in the newer one names and
 * values in quotes may be any text. What both take differently is read by the older one, as
 * Alertmanager does it.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#matcher">Matchers</a>
 */
public final class MatcherText {
  private static final Pattern CLASSIC =
      Pattern.compile(
          "^\\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(=~|=|!=|!~)\\s*(.*?)\\s*$", Pattern.DOTALL);

  private MatcherText() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static Matcher parse(String text) {
    if (text.startsWith("{") || text.endsWith("}")) {
      throw new IllegalArgumentException("unexpected open or close brace: " + text);
    }
    try {
      return classic(text);
    } catch (IllegalArgumentException e) {
      @Nullable Matcher quoted = new QuotedMatcher(text).read();
      if (quoted == null) {
        throw e;
      }
      return quoted;
    }
  }

  /** The comparison of a symbol such as {@code =~}. */
  static Matcher.Type type(String symbol) {
    for (var type : Matcher.Type.values()) {
      if (type.symbol().equals(symbol)) {
        return type;
      }
    }
    throw new IllegalArgumentException("no comparison: " + symbol);
  }

  private static Matcher classic(String text) {
    var parts = CLASSIC.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("bad matcher format: " + text);
    }
    return Matcher.of(parts.group(1), type(parts.group(2)), value(parts.group(3)));
  }

  private static String value(String raw) {
    boolean quoted = raw.startsWith("\"");
    if (quoted && (raw.length() == 1 || !raw.endsWith("\""))) {
      throw unescaped(raw);
    }
    String inner = quoted ? raw.substring(1, raw.length() - 1) : raw;
    var value = new StringBuilder();
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      char next = i + 1 < inner.length() ? inner.charAt(i + 1) : 0;
      if (c == '"' || (c == '\\' && next == 0 && quoted)) {
        throw unescaped(raw);
      }
      if (c == '\\' && (next == 'n' || next == '"' || next == '\\')) {
        value.append(next == 'n' ? '\n' : next);
        i++;
      } else {
        value.append(c);
      }
    }
    return value.toString();
  }

  private static IllegalArgumentException unescaped(String raw) {
    return new IllegalArgumentException("matcher value contains unescaped double quote: " + raw);
  }
}
