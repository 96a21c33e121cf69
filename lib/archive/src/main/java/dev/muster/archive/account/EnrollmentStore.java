package dev.muster.archive.account;

import dev.muster.archive.account.StoredEnrollment.State;
import dev.muster.sqlite.SharedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The machines that asked to be enrolled. */
public final class EnrollmentStore {
  /** How many are kept; the longest decided give way, and those that wait never do. */
  public static final int MOST = 20_000;

  /** How many machines may wait under one name, whichever keys they have. */
  public static final int MOST_OF_A_NAME = 5;

  private static final String ALL = "SELECT * FROM enrollment";

  private final SharedDatabase database;

  EnrollmentStore(SharedDatabase database) {
    this.database = database;
  }

  /** Those that wait, then those that were decided, newest first. */
  public List<StoredEnrollment> newest(int most) {
    return database.read(c ->
        Sql.list(
            c,
            EnrollmentStore::row,
            ALL + " ORDER BY state = 'pending' DESC, since DESC, id LIMIT ?",
            most));
  }

  /** How many wait. */
  public int pending() {
    return (int)
        database
            .read(c -> Sql.number(c, "SELECT count(*) FROM enrollment WHERE state = 'pending'"))
            .longValue();
  }

  public Optional<StoredEnrollment> find(String id) {
    return database.read(c -> Sql.first(c, EnrollmentStore::row, ALL + " WHERE id = ?", id));
  }

  /** The machine with that public key. */
  public Optional<StoredEnrollment> withKey(String keySha256) {
    return database.read(
        c -> Sql.first(c, EnrollmentStore::row, ALL + " WHERE key_sha256 = ?", keySha256));
  }

  /** Those with that name, in whatever case. */
  public List<StoredEnrollment> named(String name) {
    return database.read(c ->
        Sql.list(
            c,
            EnrollmentStore::row,
            ALL + " WHERE name = ? COLLATE NOCASE ORDER BY since, id",
            name));
  }

  /**
   * Keeps a machine, and in the same transaction takes one use of its token.
   *
   * @param tokenSha256 whose use is taken, or "" for none
   * @return false, with nothing kept, where no use is left
   * @throws AccountRefusedException if too many wait under that name, or in all
   */
  public boolean add(StoredEnrollment machine, String tokenSha256) {
    return database.write(c -> {
      String name = machine.host().name();
      long same =
          Sql.number(
              c,
              "SELECT count(*) FROM enrollment WHERE name = ? COLLATE NOCASE AND state = 'pending'",
              name);
      if (same >= MOST_OF_A_NAME) {
        throw new AccountRefusedException(
            same + " machines wait under the name '" + name + "'; accept or deny them first");
      }
      makeRoom(c);
      if (!tokenSha256.isEmpty() && !EnrollmentTokenStore.use(c, tokenSha256, machine.since())) {
        return false;
      }
      insert(c, machine);
      return true;
    });
  }

  private static void makeRoom(Connection connection) throws SQLException {
    if (Sql.number(connection, "SELECT count(*) FROM enrollment") < MOST) {
      return;
    }
    int gone =
        Sql.run(
            connection,
            "DELETE FROM enrollment WHERE id IN (SELECT id FROM enrollment"
                + " WHERE state IN ('denied', 'accepted', 'replaced') ORDER BY decided LIMIT 1)");
    if (gone == 0) {
      throw new AccountRefusedException(
          MOST + " machines wait to be enrolled; accept or deny some first");
    }
  }

  private static void insert(Connection connection, StoredEnrollment machine) throws SQLException {
    var host = machine.host();
    Sql.run(
        connection,
        "INSERT INTO enrollment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        machine.id(),
        machine.keySha256(),
        machine.secretSha256(),
        machine.token(),
        machine.atOnce() ? 1 : 0,
        host.name(),
        host.group(),
        host.ip(),
        host.port(),
        host.called(),
        Sql.lines(host.addresses()),
        host.system(),
        host.version(),
        machine.request(),
        machine.warning(),
        word(machine.state()),
        machine.chain(),
        machine.since(),
        machine.decided());
  }

  /** A machine with a key that is known asked again: it has another secret from now on. */
  public void askedAgain(String id, String secretSha256) {
    database.write(
        c -> Sql.run(c, "UPDATE enrollment SET secret_sha256 = ? WHERE id = ?", secretSha256, id));
  }

  /** Somebody should look at it after all. */
  public void hold(String id, String warning) {
    database.write(c ->
        Sql.run(
            c,
            "UPDATE enrollment SET state = 'pending', at_once = 0, warning = ? WHERE id = ?",
            warning,
            id));
  }

  /**
   * Accepts one that waits, at a place of the fleet; the rest is still to be made.
   *
   * @param replaces whether machines that had the name have it no more
   * @return false where it does not wait
   */
  public boolean accept(String id, StoredEnrollment.Host host, boolean replaces, long now) {
    return database.write(c -> {
      int accepted =
          Sql.run(
              c,
              "UPDATE enrollment SET state = 'accepting', name = ?, grp = ?, ip = ?, port = ?,"
                  + " decided = ? WHERE id = ? AND state = 'pending'",
              host.name(),
              host.group(),
              host.ip(),
              host.port(),
              now,
              id);
      if (accepted > 0 && replaces) {
        Sql.run(
            c,
            "UPDATE enrollment SET state = 'replaced' WHERE name = ? COLLATE NOCASE AND id <> ?"
                + " AND state IN ('accepting', 'accepted')",
            host.name(),
            id);
      }
      return accepted > 0;
    });
  }

  /** An accepted machine has its certificate and its place in the fleet. */
  public void accepted(String id, String chain) {
    database.write(c ->
        Sql.run(
            c,
            "UPDATE enrollment SET state = 'accepted', chain = ? WHERE id = ? AND state ="
                + " 'accepting'",
            chain,
            id));
  }

  /** Denies one that waits; false where it does not. */
  public boolean deny(String id, long now) {
    return database.write(c ->
        Sql.run(
            c,
            "UPDATE enrollment SET state = 'denied', decided = ? WHERE id = ? AND state ="
                + " 'pending'",
            now,
            id))
        > 0;
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static StoredEnrollment row(ResultSet row) throws SQLException {
    return new StoredEnrollment(
        row.getString("id"),
        row.getString("key_sha256"),
        row.getString("secret_sha256"),
        row.getString("token"),
        row.getBoolean("at_once"),
        new StoredEnrollment.Host(
            row.getString("name"),
            row.getString("grp"),
            row.getString("ip"),
            row.getInt("port"),
            row.getString("host"),
            Sql.names(row.getString("addresses")),
            row.getString("system"),
            row.getString("version")),
        row.getString("request"),
        row.getString("warning"),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getString("chain"),
        row.getLong("since"),
        Sql.timeOrNull(row, "decided"));
  }
}
