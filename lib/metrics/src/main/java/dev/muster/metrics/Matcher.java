package dev.muster.metrics;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One condition on a label, such as {@code mode!="idle"}. An absent label has the value "". Regular
 * expressions are anchored at both ends and matched in linear time (RE2).
 */
public final class Matcher {
  /** How a label's value is compared. */
  public enum Type {
    EQUAL("="),
    NOT_EQUAL("!="),
    REGEX("=~"),
    NOT_REGEX("!~");

    private final String symbol;

    Type(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  private final String name;
  private final Type type;
  private final String value;
  private final @Nullable Pattern pattern;

  private Matcher(String name, Type type, String value, @Nullable Pattern pattern) {
    this.name = name;
    this.type = type;
    this.value = value;
    this.pattern = pattern;
  }

  /**
   * A matcher.
   *
   * @throws IllegalArgumentException if the value is no regular expression where one is wanted
   */
  public static Matcher of(String name, Type type, String value) {
    return switch (type) {
      case EQUAL, NOT_EQUAL -> new Matcher(name, type, value, null);
      case REGEX, NOT_REGEX -> new Matcher(name, type, value, compile(value));
    };
  }

  public static Matcher equal(String name, String value) {
    return of(name, Type.EQUAL, value);
  }

  private static Pattern compile(String expression) {
    try {
      return Pattern.compile("(?s:" + expression + ")");
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "invalid regular expression \"" + expression + "\": " + e.getDescription(), e);
    }
  }

  public String name() {
    return name;
  }

  public Type type() {
    return type;
  }

  public String value() {
    return value;
  }

  /** Whether a label with this value ("" where it is absent) passes. */
  public boolean matches(String labelValue) {
    return switch (type) {
      case EQUAL -> value.equals(labelValue);
      case NOT_EQUAL -> !value.equals(labelValue);
      case REGEX -> Objects.requireNonNull(pattern).matches(labelValue);
      case NOT_REGEX -> !Objects.requireNonNull(pattern).matches(labelValue);
    };
  }

  public boolean matches(Labels labels) {
    return matches(labels.get(name));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Matcher that
        && name.equals(that.name)
        && type == that.type
        && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, value);
  }

  @Override
  public String toString() {
    return name + type.symbol() + Labels.quote(value);
  }
}
