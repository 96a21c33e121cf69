package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Metrics by number, as the blocks are filed. */
final class MetricNames {
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();

  /** Loads all; one whose name cannot be read is damage, and left out. */
  void load(Connection connection, DamageLog damage) throws SQLException {
    Rows.forEach(
        connection.prepareStatement("SELECT name, id FROM metric"),
        row -> {
          String name = row.getString(1);
          if (name == null) {
            damage.found("metric " + row.getInt(2), "no name");
          } else {
            ids.put(name, row.getInt(2));
          }
        });
  }

  /** The number of a metric, or null where nothing of it was sealed yet. */
  @Nullable Integer id(String name) {
    return ids.get(name);
  }

  boolean knowsAll(Collection<String> names) {
    return ids.keySet().containsAll(names);
  }

  /** Finds or stores metrics; to be {@link #remember remembered} after the commit. */
  Map<String, Integer> resolve(Connection connection, Collection<String> names)
      throws SQLException {
    var found = new HashMap<String, Integer>();
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO metric(name) VALUES(?)
            ON CONFLICT(name) DO UPDATE SET name = name RETURNING id
            """)) {
      for (String name : names) {
        if (ids.containsKey(name)) {
          continue;
        }
        insert.setString(1, name);
        try (var row = insert.executeQuery()) {
          row.next();
          found.put(name, row.getInt(1));
        }
      }
    }
    return found;
  }

  void remember(Map<String, Integer> found) {
    ids.putAll(found);
  }
}
