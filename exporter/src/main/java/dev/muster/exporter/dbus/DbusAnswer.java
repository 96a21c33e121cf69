package dev.muster.exporter.dbus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a call: values as {@link DbusReader} has them, or an error.
 *
 * @param error the error's name; null if there was none
 */
public record DbusAnswer(@Nullable String error, List<Object> values) {
  public DbusAnswer {
    values = List.copyOf(values);
  }

  /**
   * The first value.
   *
   * @throws DbusException if there was an error or there is none of this type
   */
  public <T> T first(Class<T> type) throws DbusException {
    if (error != null) {
      throw new DbusException("D-Bus answered " + error);
    }
    if (values.isEmpty() || !type.isInstance(values.getFirst())) {
      throw new DbusException("D-Bus answered no " + type.getSimpleName());
    }
    return type.cast(values.getFirst());
  }
}
