package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who writes scrapes, by name. */
final class Targets {
  /**
   * A target.
   *
   * @param ownTimes whether some of its scrapes have samples with times of their own
   */
  record Target(int id, String name, boolean ownTimes) {}

  private final Map<String, Target> byName = new ConcurrentHashMap<>();

  /** Loads all; one whose name cannot be read is damage, and left out. */
  void load(Connection connection, Holdings holdings, RecentWindow window, DamageLog damage)
      throws SQLException {
    Rows.forEach(
        connection.prepareStatement("SELECT id, name FROM target"),
        row -> {
          int id = row.getInt(1);
          String name = row.getString(2);
          if (name == null) {
            damage.found("target " + id, "no name");
          } else {
            byName.put(name, new Target(id, name, holdings.hasOwnTimes(id)));
            window.know(id, holdings.newest(id));
          }
        });
  }

  Collection<Target> all() {
    return byName.values();
  }

  /** Finds or stores a target; to be {@link #remember remembered} after the commit. */
  Target resolve(Connection connection, String name, boolean ownTimes) throws SQLException {
    var known = byName.get(name);
    if (known != null) {
      return ownTimes ? new Target(known.id(), name, true) : known;
    }
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO target(name) VALUES(?)
            ON CONFLICT(name) DO UPDATE SET name = name RETURNING id
            """)) {
      insert.setString(1, name);
      try (var row = insert.executeQuery()) {
        row.next();
        return new Target(row.getInt(1), name, ownTimes);
      }
    }
  }

  void remember(Target target) {
    byName.merge(
        target.name(),
        target,
        (old, next) -> new Target(old.id(), old.name(), old.ownTimes() || next.ownTimes()));
  }
}
