package dev.muster.archive.account;

import dev.muster.sqlite.SharedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Who changed what, when, and from where. */
public final class AuditStore {
  /** How many changes are kept. */
  static final int MOST = 100_000;

  /** How many refusals: so many that nobody can push the changes out by being refused. */
  static final int MOST_FAILED = 10_000;

  private final SharedDatabase database;

  AuditStore(SharedDatabase database) {
    this.database = database;
  }

  /**
   * Which are wanted: {@code from} ≤ time &lt; {@code to}.
   *
   * @param user "" for any
   * @param before only ids below it
   */
  public record Filter(long from, long to, String user, long before, int limit) {}

  /** Adds one; its id does not count. */
  public void add(AuditEntry entry) {
    database.write(c ->
        Sql.run(
            c,
            "INSERT INTO audit(time, user, address, what, detail, failed)"
                + " VALUES (?, ?, ?, ?, ?, ?)",
            entry.time(),
            entry.user(),
            entry.address(),
            entry.what(),
            entry.detail(),
            entry.failed() ? 1 : 0));
  }

  /** Newest first. */
  public List<AuditEntry> list(Filter filter) {
    return database.read(c ->
        Sql.list(
            c,
            row ->
                new AuditEntry(
                    row.getLong("id"),
                    row.getLong("time"),
                    row.getString("user"),
                    row.getString("address"),
                    row.getString("what"),
                    row.getString("detail"),
                    row.getBoolean("failed")),
            "SELECT * FROM audit WHERE id < ? AND time >= ? AND time < ?"
                + " AND (? = '' OR user = ?) ORDER BY id DESC LIMIT ?",
            filter.before(),
            filter.from(),
            filter.to(),
            filter.user(),
            filter.user(),
            filter.limit()));
  }

  static void forget(Connection connection, long since) throws SQLException {
    Sql.run(connection, "DELETE FROM audit WHERE time < ?", since);
    for (int failed = 0; failed <= 1; failed++) {
      Sql.run(
          connection,
          "DELETE FROM audit WHERE failed = ? AND id <= (SELECT id FROM audit WHERE failed = ?"
              + " ORDER BY id DESC LIMIT 1 OFFSET ?)",
          failed,
          failed,
          failed == 1 ? MOST_FAILED : MOST);
    }
  }
}
