package dev.muster.archive.account;

import dev.muster.sqlite.SharedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The tokens of programs, of which a SHA-256 is kept. */
public final class TokenStore {
  /** How many there may be. */
  public static final int MOST = 1_000;

  private final SharedDatabase database;

  TokenStore(SharedDatabase database) {
    this.database = database;
  }

  /** All, by name. */
  public List<StoredToken> all() {
    return database.read(c -> Sql.list(c, TokenStore::row, "SELECT * FROM token ORDER BY name"));
  }

  /** The one with that SHA-256, expired or not. */
  public Optional<StoredToken> withHash(String sha256) {
    return database.read(
        c -> Sql.first(c, TokenStore::row, "SELECT * FROM token WHERE sha256 = ?", sha256));
  }

  /**
   * Adds tokens, all or none.
   *
   * @throws AccountRefusedException if there is one of that name, or there are too many
   */
  public void add(List<StoredToken> tokens) {
    database.write(c -> {
      for (var token : tokens) {
        insert(c, token);
      }
      return tokens.size();
    });
  }

  private static void insert(Connection connection, StoredToken token) throws SQLException {
    if (Sql.number(connection, "SELECT count(*) FROM token WHERE name = ?", token.name()) > 0) {
      throw new AccountRefusedException(
          "there is a token '" + token.name() + "'; remove it first, or give another name");
    }
    if (Sql.number(connection, "SELECT count(*) FROM token") >= MOST) {
      throw new AccountRefusedException("there are " + MOST + " tokens; remove some first");
    }
    Sql.run(
        connection,
        "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?)",
        token.name(),
        token.sha256(),
        token.role(),
        Sql.lines(token.groups()),
        token.made(),
        token.expires());
  }

  /** Makes one worthless; false where there is none of that name. */
  public boolean remove(String name) {
    return database.write(c -> Sql.run(c, "DELETE FROM token WHERE name = ?", name)) > 0;
  }

  private static StoredToken row(ResultSet row) throws SQLException {
    return new StoredToken(
        row.getString("name"),
        row.getString("sha256"),
        row.getString("role"),
        Sql.names(row.getString("groups")),
        row.getLong("made"),
        Sql.timeOrNull(row, "expires"));
  }
}
