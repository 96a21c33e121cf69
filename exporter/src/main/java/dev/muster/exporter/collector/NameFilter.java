package dev.muster.exporter.collector;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Which devices, mount points or file-system types a collector shows: all but those that a regular
 * expression is found in, or only those. Anchors are the expression's own; an empty expression
 * excludes nothing, respectively includes everything.
 */
public final class NameFilter {
  private final @Nullable Pattern pattern;
  private final boolean passIfFound;

  private NameFilter(@Nullable Pattern pattern, boolean passIfFound) {
    this.pattern = pattern;
    this.passIfFound = passIfFound;
  }

  /**
   * All but the matching names.
   *
   * @throws IllegalArgumentException if it is no regular expression
   */
  public static NameFilter excluding(String regex) {
    return new NameFilter(compile(regex), false);
  }

  /**
   * Only the matching names.
   *
   * @throws IllegalArgumentException if it is no regular expression
   */
  public static NameFilter including(String regex) {
    return new NameFilter(compile(regex), true);
  }

  public boolean passes(String name) {
    return pattern == null || pattern.matcher(name).find() == passIfFound;
  }

  /** The expression as given. */
  public String regex() {
    return pattern == null ? "" : pattern.pattern();
  }

  private static @Nullable Pattern compile(String regex) {
    try {
      return regex.isEmpty() ? null : Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "\"%s\" is no regular expression: %s at position %d"
              .formatted(regex, e.getDescription(), e.getIndex()),
          e);
    }
  }
}
