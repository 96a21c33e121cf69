package dev.muster.exporter;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON value, member by member. What is null or no finite number is written as null, so
 * that a member is always there.
 */
final class JsonWriter {
  private static final double MAX_EXACT = 1L << 53;

  private final StringBuilder out = new StringBuilder(4096);
  private boolean first = true;

  /** A value of its own right, or of a list. */
  JsonWriter open() {
    separate();
    return begin('{');
  }

  JsonWriter open(String name) {
    return name(name).begin('{');
  }

  JsonWriter close() {
    return end('}');
  }

  JsonWriter openList(String name) {
    return name(name).begin('[');
  }

  JsonWriter closeList() {
    return end(']');
  }

  JsonWriter text(String name, @Nullable String value) {
    return name(name).text(value);
  }

  /** A text of a list. */
  JsonWriter item(String value) {
    separate();
    return text(value);
  }

  JsonWriter flag(String name, @Nullable Boolean value) {
    name(name);
    out.append(value);
    return this;
  }

  JsonWriter number(String name, @Nullable Number value) {
    name(name);
    if (value == null || !Double.isFinite(value.doubleValue())) {
      out.append("null");
    } else if (value.doubleValue() == Math.rint(value.doubleValue())
        && Math.abs(value.doubleValue()) <= MAX_EXACT) {
      out.append(value.longValue());
    } else {
      out.append(new BigDecimal(value.toString()).toPlainString());
    }
    return this;
  }

  /** A member without a value. */
  JsonWriter nothing(String name) {
    name(name);
    out.append("null");
    return this;
  }

  private JsonWriter text(@Nullable String value) {
    if (value == null) {
      out.append("null");
    } else {
      JsonText.append(out, value);
    }
    return this;
  }

  private JsonWriter name(String name) {
    separate();
    JsonText.append(out, name);
    out.append(':');
    return this;
  }

  private void separate() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  private JsonWriter begin(char bracket) {
    out.append(bracket);
    first = true;
    return this;
  }

  private JsonWriter end(char bracket) {
    out.append(bracket);
    first = false;
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
