package dev.muster.archive.account;

import dev.muster.sqlite.SharedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The log-ins of browsers; those of a user end with it. */
public final class SessionStore {
  /** How many a user may have; the oldest gives way. */
  public static final int MOST_OF_A_USER = 50;

  /** A session and whose it is. */
  public record Live(StoredSession session, Account account) {}

  private final SharedDatabase database;

  SessionStore(SharedDatabase database) {
    this.database = database;
  }

  public void add(StoredSession session) {
    database.write(c -> {
      Sql.run(
          c,
          "DELETE FROM session WHERE hash IN (SELECT hash FROM session WHERE user = ?"
              + " ORDER BY begun DESC, hash LIMIT -1 OFFSET ?)",
          session.user(),
          MOST_OF_A_USER - 1);
      return Sql.run(
          c,
          "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)",
          session.hash(),
          session.user(),
          session.address(),
          session.agent(),
          session.begun(),
          session.used(),
          session.ends());
    });
  }

  /** The session, if its user may log in, it has not ended, and was used since. */
  public Optional<Live> live(String hash, long now, long idleSince) {
    return database.read(c ->
        Sql.first(
            c,
            row -> new Live(row(row), AccountStore.row(row)),
            "SELECT session.hash AS id, session.user, session.address, session.agent,"
                + " session.begun, session.used, session.ends, account.*"
                + " FROM session JOIN account ON name = user"
                + " WHERE session.hash = ? AND ends > ? AND used > ? AND disabled = 0",
            hash,
            now,
            idleSince));
  }

  /** Whether a user is logged in from an address. */
  public boolean isKnown(String user, String address, long now) {
    return database.read(c ->
        Sql.number(
            c,
            "SELECT count(*) FROM session WHERE user = ? AND address = ? AND ends > ?",
            user,
            address,
            now))
        > 0;
  }

  /** All, newest first. */
  public List<StoredSession> all(int limit) {
    return database.read(c ->
        Sql.list(
            c,
            SessionStore::row,
            "SELECT hash AS id, * FROM session ORDER BY begun DESC LIMIT ?",
            limit));
  }

  private static StoredSession row(ResultSet row) throws SQLException {
    return new StoredSession(
        row.getString("id"),
        row.getString("user"),
        row.getString("address"),
        row.getString("agent"),
        row.getLong("begun"),
        row.getLong("used"),
        row.getLong("ends"));
  }

  /** Notes that it was used. */
  public void used(String hash, long time) {
    database.write(c -> Sql.run(c, "UPDATE session SET used = ? WHERE hash = ?", time, hash));
  }

  /** Ends one; false where there is none. */
  public boolean end(String hash) {
    return database.write(c -> Sql.run(c, "DELETE FROM session WHERE hash = ?", hash)) > 0;
  }

  /** Ends the one whose hash begins so, which must be 16 hexadecimal digits; whose it was. */
  public Optional<String> endByStart(String start) {
    return database.write(c -> {
      var user =
          Sql.first(
              c,
              row -> row.getString(1),
              "SELECT user FROM session WHERE substr(hash, 1, 16) = ?",
              start);
      Sql.run(c, "DELETE FROM session WHERE substr(hash, 1, 16) = ?", start);
      return user;
    });
  }

  static void endAllOf(Connection connection, String user) throws SQLException {
    Sql.run(connection, "DELETE FROM session WHERE user = ?", user);
  }
}
