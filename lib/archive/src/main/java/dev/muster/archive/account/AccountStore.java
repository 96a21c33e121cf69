package dev.muster.archive.account;

import dev.muster.sqlite.DatabaseException;
import dev.muster.sqlite.SharedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The users, in the file {@code accounts.db}, with their sessions, invitations and tokens, what was
 * changed by whom, and which machines enrolled. Any number of processes may have it open. Times in
 * Unix milliseconds.
 */
public final class AccountStore implements AutoCloseable {
  /** How many users there may be. */
  public static final int MOST_USERS = 1_000;

  private static final String ADMIN = "admin";

  private final SharedDatabase database;
  private final SessionStore sessions;
  private final TokenStore tokens;
  private final AuditStore audit;
  private final EnrollmentTokenStore enrollmentTokens;
  private final EnrollmentStore enrollments;

  private AccountStore(SharedDatabase database) {
    this.database = database;
    this.sessions = new SessionStore(database);
    this.tokens = new TokenStore(database);
    this.audit = new AuditStore(database);
    this.enrollmentTokens = new EnrollmentTokenStore(database);
    this.enrollments = new EnrollmentStore(database);
  }

  /**
   * Opens or makes the file.
   *
   * @throws dev.muster.sqlite.DatabaseException if it cannot be opened
   */
  public static AccountStore open(Path file) {
    return new AccountStore(SharedDatabase.open(file, AccountSchema.MIGRATIONS));
  }

  /**
   * Writes something that can be done without; the sentence of why not, if it cannot be written.
   */
  public static Optional<String> failureOf(Runnable write) {
    try {
      write.run();
      return Optional.empty();
    } catch (DatabaseException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  public SessionStore sessions() {
    return sessions;
  }

  public TokenStore tokens() {
    return tokens;
  }

  public AuditStore audit() {
    return audit;
  }

  public EnrollmentTokenStore enrollmentTokens() {
    return enrollmentTokens;
  }

  public EnrollmentStore enrollments() {
    return enrollments;
  }

  /** All users, by name. */
  public List<Account> accounts() {
    return database.read(
        c -> Sql.list(c, AccountStore::row, "SELECT * FROM account ORDER BY name"));
  }

  public Optional<Account> account(String name) {
    return database.read(c -> account(c, name));
  }

  private static Optional<Account> account(Connection connection, String name) throws SQLException {
    return Sql.first(connection, AccountStore::row, "SELECT * FROM account WHERE name = ?", name);
  }

  /** Users with this address, by name. */
  public List<Account> withMail(String mail) {
    return database.read(c ->
        Sql.list(
            c,
            AccountStore::row,
            "SELECT * FROM account WHERE mail = ? COLLATE NOCASE ORDER BY name LIMIT 10",
            mail));
  }

  static Account row(ResultSet row) throws SQLException {
    return new Account(
        row.getString("name"),
        row.getString("mail"),
        row.getString("role"),
        Sql.names(row.getString("groups")),
        row.getString("hash"),
        row.getBoolean("disabled"),
        row.getLong("made"),
        Sql.timeOrNull(row, "last_log_in"));
  }

  /**
   * Adds users, all or none.
   *
   * @throws AccountRefusedException if there is one of that name, whatever its case, or there are
   *     too many
   */
  public void add(List<Account> accounts) {
    database.write(c -> {
      for (var account : accounts) {
        insert(c, account);
      }
      return accounts.size();
    });
  }

  private static void insert(Connection connection, Account account) throws SQLException {
    var same =
        Sql.first(
            connection,
            row -> row.getString(1),
            "SELECT name FROM account WHERE name = ? COLLATE NOCASE",
            account.name());
    if (same.isPresent()) {
      throw new AccountRefusedException(
          "there is a user '" + same.get() + "'; give another name, or change that one");
    }
    if (Sql.number(connection, "SELECT count(*) FROM account") >= MOST_USERS) {
      throw new AccountRefusedException("there are " + MOST_USERS + " users; remove some first");
    }
    Sql.run(
        connection,
        "INSERT INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        account.name(),
        account.mail(),
        account.role(),
        Sql.lines(account.groups()),
        account.hash(),
        account.disabled() ? 1 : 0,
        account.made(),
        account.lastLogIn());
  }

  /**
   * Changes a user's address, role, groups and whether it is disabled, which ends its sessions.
   *
   * @return false where there is none of that name
   * @throws AccountRefusedException if no administrator would be left
   */
  public boolean change(Account account) {
    return database.write(c -> {
      requireAdmin(c, account.name(), account.role().equals(ADMIN) && !account.disabled());
      if (account.disabled()) {
        SessionStore.endAllOf(c, account.name());
      }
      return Sql.run(
              c,
              "UPDATE account SET mail = ?, role = ?, groups = ?, disabled = ? WHERE name = ?",
              account.mail(),
              account.role(),
              Sql.lines(account.groups()),
              account.disabled() ? 1 : 0,
              account.name())
          > 0;
    });
  }

  /**
   * Removes a user, with its sessions.
   *
   * @return false where there is none of that name
   * @throws AccountRefusedException if no administrator would be left
   */
  public boolean remove(String name) {
    return database.write(c -> {
      requireAdmin(c, name, false);
      return Sql.run(c, "DELETE FROM account WHERE name = ?", name) > 0;
    });
  }

  private static void requireAdmin(Connection connection, String name, boolean staysOne)
      throws SQLException {
    var wasOne = account(connection, name).filter(one -> one.role().equals(ADMIN) && one.isAble());
    long others =
        Sql.number(
            connection,
            "SELECT count(*) FROM account"
                + " WHERE role = 'admin' AND disabled = 0 AND hash <> '' AND name <> ?",
            name);
    if (wasOne.isPresent() && !staysOne && others == 0) {
      throw new AccountRefusedException(
          "'" + name + "' is the last administrator who may log in; make another one first");
    }
  }

  /**
   * Gives a user another password; its sessions and open invitations end.
   *
   * @return false where there is none of that name
   */
  public boolean setPassword(String name, String hash) {
    return database.write(c -> setPassword(c, name, hash));
  }

  private static boolean setPassword(Connection connection, String name, String hash)
      throws SQLException {
    SessionStore.endAllOf(connection, name);
    Sql.run(connection, "DELETE FROM invitation WHERE user = ?", name);
    return Sql.run(connection, "UPDATE account SET hash = ? WHERE name = ?", hash, name) > 0;
  }

  /** Notes that a user logged in. */
  public void loggedIn(String name, long time) {
    database.write(
        c -> Sql.run(c, "UPDATE account SET last_log_in = ? WHERE name = ?", time, name));
  }

  /**
   * Lets a user give itself a password, once, in place of what it was let to do so before.
   *
   * @param kind such as {@code invite}
   * @param sha256 of what it must show
   */
  public void invite(String name, String kind, String sha256, long ends) {
    database.write(c ->
        Sql.run(
            c,
            "INSERT INTO invitation VALUES (?, ?, ?, ?)"
                + " ON CONFLICT(user, kind) DO UPDATE SET hash = excluded.hash, ends ="
                + " excluded.ends",
            sha256,
            name,
            kind,
            ends));
  }

  /**
   * Takes an invitation that is still good, and with it the password.
   *
   * @return whose it was, or empty where it is no good
   */
  public Optional<String> redeem(String kind, String sha256, String passwordHash, long now) {
    return database.write(c -> {
      var user =
          Sql.first(
              c,
              row -> row.getString(1),
              "SELECT user FROM invitation JOIN account ON name = user"
                  + " WHERE invitation.hash = ? AND kind = ? AND ends > ? AND disabled = 0",
              sha256,
              kind,
              now);
      if (user.isPresent()) {
        setPassword(c, user.get(), passwordHash);
      }
      return user;
    });
  }

  /** Whether such an invitation is still good. */
  public boolean isInvited(String kind, String sha256, long now) {
    return database.read(c ->
        Sql.number(
            c,
            "SELECT count(*) FROM invitation WHERE hash = ? AND kind = ? AND ends > ?",
            sha256,
            kind,
            now))
        > 0;
  }

  /** Forgets what is over: sessions, invitations, what is long in the audit log. */
  public void sweep(long now, long idleSince, long auditSince) {
    database.write(c -> {
      Sql.run(c, "DELETE FROM session WHERE ends <= ? OR used <= ?", now, idleSince);
      Sql.run(c, "DELETE FROM invitation WHERE ends <= ?", now);
      AuditStore.forget(c, auditSince);
      return 0;
    });
  }

  @Override
  public void close() {
    database.close();
  }
}
