package dev.muster.app;

import dev.muster.web.Passwords;
import dev.muster.web.WebConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in: {@code users.yml} in the data folder, a web configuration with nothing but {@code
 * basic_auth_users}.
 */
final class Users {
  static final String FILE = "users.yml";
  static final String ADMIN = "admin";

  /** The environment variable with the first password of {@value #ADMIN}. */
  static final String FIRST_PASSWORD = "MUSTER_ADMIN_PASSWORD";

  private final Map<String, String> hashes;
  private final boolean isNew;
  private final @Nullable String madePassword;

  private Users(Map<String, String> hashes, boolean isNew, @Nullable String madePassword) {
    this.hashes = hashes;
    this.isNew = isNew;
    this.madePassword = madePassword;
  }

  /**
   * Reads the users; at the first start makes {@value #ADMIN}, to be {@link #keep kept} once the
   * start has succeeded.
   */
  static Users openOrMake(DataFolder data, Map<String, String> environment) {
    if (data.has(FILE)) {
      var users = WebConfig.read(data.resolve(FILE)).users();
      if (users.isEmpty()) {
        throw new AppException(
            data.resolve(FILE) + " names no user; delete it to have a new admin password made");
      }
      return new Users(users, false, null);
    }
    String given = environment.getOrDefault(FIRST_PASSWORD, "");
    String password = given.isEmpty() ? Passwords.generate() : given;
    return new Users(
        Map.of(ADMIN, Passwords.hash(password)), true, given.isEmpty() ? password : null);
  }

  /**
   * Writes users just made. Not sooner than they can be shown: a password that was made by a start
   * that failed would be lost, and nobody could log in at the next.
   */
  void keep(DataFolder data) {
    if (isNew) {
      var text = new StringBuilder("# Who may log in to Muster: names and bcrypt hashes.\n");
      text.append("basic_auth_users:\n");
      hashes.forEach((name, hash) -> text.append("  %s: \"%s\"\n".formatted(name, hash)));
      data.write(data.resolve(FILE), text.toString());
    }
  }

  Map<String, String> hashes() {
    return hashes;
  }

  /** The password just made, to be shown this once; null where there was one already. */
  @Nullable String madePassword() {
    return madePassword;
  }
}
