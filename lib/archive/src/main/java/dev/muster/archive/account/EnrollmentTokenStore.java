package dev.muster.archive.account;

import dev.muster.sqlite.SharedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The tokens with which machines enrol, of which a SHA-256 is kept. */
public final class EnrollmentTokenStore {
  /** How many there may be. */
  public static final int MOST = 1_000;

  private static final String ALL = "SELECT * FROM enrollment_token";

  private final SharedDatabase database;

  EnrollmentTokenStore(SharedDatabase database) {
    this.database = database;
  }

  /** All, by name. */
  public List<StoredEnrollmentToken> all() {
    return database.read(c -> Sql.list(c, EnrollmentTokenStore::row, ALL + " ORDER BY name"));
  }

  /** The one with that SHA-256, whether it still counts or not. */
  public Optional<StoredEnrollmentToken> withHash(String sha256) {
    return database.read(
        c -> Sql.first(c, EnrollmentTokenStore::row, ALL + " WHERE sha256 = ?", sha256));
  }

  /**
   * Adds one.
   *
   * @throws AccountRefusedException if there is one of that name, or there are too many
   */
  public void add(StoredEnrollmentToken token) {
    var _ =
        database.write(c -> {
          if (Sql.first(c, EnrollmentTokenStore::row, ALL + " WHERE name = ?", token.name())
              .isPresent()) {
            throw new AccountRefusedException(
                "there is a token '" + token.name() + "'; remove it first, or give another name");
          }
          if (Sql.number(c, "SELECT count(*) FROM enrollment_token") >= MOST) {
            throw new AccountRefusedException("there are " + MOST + " tokens; remove some first");
          }
          return Sql.run(
              c,
              "INSERT INTO enrollment_token VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
              token.name(),
              token.sha256(),
              token.group(),
              token.atOnce() ? 1 : 0,
              token.uses(),
              token.used(),
              token.made(),
              token.expires());
        });
  }

  /** Takes one use of it; false where none is left, or it is gone or over. */
  static boolean use(Connection connection, String sha256, long now) throws SQLException {
    return Sql.run(
            connection,
            "UPDATE enrollment_token SET used = used + 1"
                + " WHERE sha256 = ? AND expires > ? AND (uses IS NULL OR used < uses)",
            sha256,
            now)
        > 0;
  }

  /** Makes one worthless; false where there is none of that name. */
  public boolean remove(String name) {
    return database.write(c -> Sql.run(c, "DELETE FROM enrollment_token WHERE name = ?", name)) > 0;
  }

  private static StoredEnrollmentToken row(ResultSet row) throws SQLException {
    int uses = row.getInt("uses");
    return new StoredEnrollmentToken(
        row.getString("name"),
        row.getString("sha256"),
        row.getString("grp"),
        row.getBoolean("at_once"),
        row.getObject("uses") == null ? null : Integer.valueOf(uses),
        row.getInt("used"),
        row.getLong("made"),
        row.getLong("expires"));
  }
}
