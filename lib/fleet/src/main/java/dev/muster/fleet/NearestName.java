package dev.muster.fleet;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The known name somebody most likely meant. */
final class NearestName {
  /** Longer lists of names are not printed when one name is near. */
  private static final int SHORT_LIST = 8;

  private static final int LONGEST = 40;

  private NearestName() {}

  /** What to write instead, as the second half of a finding. */
  static String advice(String found, Collection<String> known) {
    if (known.isEmpty()) {
      return "remove it";
    }
    String near = of(found, known);
    if (near != null && known.size() > SHORT_LIST) {
      return "did you mean " + near + "?";
    }
    String all = (known.size() == 1 ? "use " : "use one of ") + String.join(", ", known);
    return near == null ? all : all + " (did you mean " + near + "?)";
  }

  /** The nearest name, or null where none is near. */
  static @Nullable String of(String found, Collection<String> known) {
    if (found.length() > LONGEST) {
      return null;
    }
    String lower = found.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(name -> distance(lower, name) <= Math.max(1, name.length() / 3))
        .min(Comparator.comparingInt(name -> distance(lower, name)))
        .orElse(null);
  }

  /** Letters to insert, drop, replace, or swap with their neighbour (optimal string alignment). */
  static int distance(String a, String b) {
    var table = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        table[i][j] = Math.min(i, j) == 0 ? Math.max(i, j) : cell(a, b, i, j, table);
      }
    }
    return table[a.length()][b.length()];
  }

  private static int cell(String a, String b, int i, int j, int[][] table) {
    int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(Math.min(table[i - 1][j], table[i][j - 1]) + 1, table[i - 1][j - 1] + same);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, table[i - 2][j - 2] + 1) : best;
  }
}
