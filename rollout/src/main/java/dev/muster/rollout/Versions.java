package dev.muster.rollout;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The order of versions: numbers by value, and 1.2.0-SNAPSHOT before 1.2.0. */
final class Versions {
  private static final Pattern PART = Pattern.compile("\\d+|[A-Za-z]+");

  static final Comparator<String> ORDER = Versions::compare;

  private Versions() {}

  private static int compare(String left, String right) {
    var a = parts(left);
    var b = parts(right);
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      int order =
          i >= a.size()
              ? -rank(b.get(i))
              : i >= b.size() ? rank(a.get(i)) : compareParts(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return left.compareTo(right);
  }

  /** What one more part means: a word such as SNAPSHOT comes before the release, a number after. */
  private static int rank(String part) {
    return Character.isDigit(part.charAt(0)) ? 1 : -1;
  }

  private static int compareParts(String a, String b) {
    if (rank(a) != rank(b)) {
      return Integer.compare(rank(a), rank(b));
    }
    return rank(a) > 0
        ? new BigInteger(a).compareTo(new BigInteger(b))
        : a.toLowerCase(Locale.ROOT).compareTo(b.toLowerCase(Locale.ROOT));
  }

  private static List<String> parts(String version) {
    var parts = new ArrayList<String>();
    var found = PART.matcher(version);
    while (found.find()) {
      parts.add(found.group());
    }
    return parts;
  }
}
