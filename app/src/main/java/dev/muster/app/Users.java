package dev.muster.app;

import dev.muster.archive.account.Account;
import dev.muster.archive.account.AccountStore;
import dev.muster.server.Role;
import dev.muster.web.Passwords;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may log in: {@code accounts.db} in the data folder; at the first start {@value #ADMIN}. */
final class Users implements AutoCloseable {
  static final String FILE = "accounts.db";
  static final String ADMIN = "admin";

  /** The environment variable with the first password of {@value #ADMIN}. */
  static final String FIRST_PASSWORD = "MUSTER_ADMIN_PASSWORD";

  private final AccountStore store;
  private final @Nullable Account first;
  private final @Nullable String madePassword;

  private Users(AccountStore store, @Nullable Account first, @Nullable String madePassword) {
    this.store = store;
    this.first = first;
    this.madePassword = madePassword;
  }

  /**
   * Opens the file, with whoever older files know; with nobody in it makes {@value #ADMIN}, to be
   * {@link #keep kept} once the start has succeeded.
   */
  static Users openOrMake(DataFolder data, Map<String, String> environment, InstantSource clock) {
    var store = open(data, clock);
    if (!store.accounts().isEmpty()) {
      return new Users(store, null, null);
    }
    String given = environment.getOrDefault(FIRST_PASSWORD, "");
    String password = given.isEmpty() ? Passwords.generate() : given;
    try {
      var hash = Passwords.hash(password);
      var admin =
          new Account(ADMIN, "", Role.ADMIN.word(), List.of(), hash, false, clock.millis(), null);
      return new Users(store, admin, given.isEmpty() ? password : null);
    } catch (IllegalArgumentException e) {
      store.close();
      throw new AppException(FIRST_PASSWORD + ": " + e.getMessage(), e);
    }
  }

  /** Opens the file, with whoever older files know. */
  static AccountStore open(DataFolder data, InstantSource clock) {
    var store = AccountStore.open(data.resolve(FILE));
    try {
      new OlderAccounts(data, store, clock).takeOver();
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Keeps who was just made. Not sooner than the password can be shown: one that was made by a
   * start that failed would be lost, and nobody could log in at the next.
   */
  void keep() {
    if (first != null) {
      store.add(List.of(first));
    }
  }

  AccountStore store() {
    return store;
  }

  /** The password just made, to be shown this once; null where there was one already. */
  @Nullable String madePassword() {
    return madePassword;
  }

  @Override
  public void close() {
    store.close();
  }
}
