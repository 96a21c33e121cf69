package dev.muster.rollout.discover;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Port numbers. */
final class Ports {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,5}");

  private Ports() {}

  /** A number from 1 to 65535, or null. */
  static @Nullable Integer parse(String text) {
    if (!DIGITS.matcher(text).matches()) {
      return null;
    }
    int port = Integer.parseInt(text);
    return port >= 1 && port <= 65_535 ? port : null;
  }
}
