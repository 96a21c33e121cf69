package dev.muster.fleet;

import java.util.List;

/**
 * A window, mostly one that comes back, in which some alerts are not told.
 *
 * @param name unique in the file
 * @param conditions which alerts; none: all
 * @param comment why, "" where the file does not say
 */
public record Maintenance(
    String name, List<LabelCondition> conditions, Recurrence when, String comment) {
  public Maintenance {
    conditions = List.copyOf(conditions);
  }
}
