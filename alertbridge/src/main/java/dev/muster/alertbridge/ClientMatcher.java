package dev.muster.alertbridge;

import dev.muster.metrics.Labels;
import java.util.Set;
import java.util.stream.Collectors;

/** A limit's expression asked for some clients alone. */
final class ClientMatcher {
  /** Up to how many clients a query names; more are had by asking for all. */
  private static final int NAMED = 40;

  private ClientMatcher() {}

  /** The expression for these clients alone: their names join the job's matcher. */
  static String narrowed(String expression, Set<String> clients) {
    if (clients.size() > NAMED) {
      return expression;
    }
    String names = clients.stream().map(ClientMatcher::escaped).collect(Collectors.joining("|"));
    String matcher = "job=\"node\",client=~" + Labels.quote(names);
    return expression.replace("job=\"node\"", matcher);
  }

  /** A name as a regular expression that matches it alone. */
  private static String escaped(String name) {
    var escaped = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }
}
