package dev.muster.promql;

import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The columns of two vectors, grouped by the labels in which they must agree. */
final class MatchGroups {
  /** Columns of both sides that agree. */
  record Group(Labels labels, List<Column> left, List<Column> right) {}

  private final Map<Labels, Group> groups = new LinkedHashMap<>();

  MatchGroups(Matching matching, List<Column> left, List<Column> right) {
    var ignored = new ArrayList<>(matching.labels());
    ignored.add(Labels.NAME);
    for (var column : left) {
      group(matching, ignored, column).left().add(column);
    }
    for (var column : right) {
      group(matching, ignored, column).right().add(column);
    }
  }

  private Group group(Matching matching, List<String> ignored, Column column) {
    var labels =
        matching.on()
            ? column.labels().keeping(matching.labels())
            : column.labels().without(ignored);
    return groups.computeIfAbsent(
        labels, key -> new Group(key, new ArrayList<>(), new ArrayList<>()));
  }

  Iterable<Group> groups() {
    return groups.values();
  }

  /** At which moments any of the columns has a sample. */
  static boolean[] presence(List<Column> columns, int count) {
    var present = new boolean[count];
    for (var column : columns) {
      for (int i = 0; i < count; i++) {
        present[i] |= column.has(i);
      }
    }
    return present;
  }
}
