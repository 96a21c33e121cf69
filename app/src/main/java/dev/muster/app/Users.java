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
  private final @Nullable String madePassword;

  private Users(Map<String, String> hashes, @Nullable String madePassword) {
    this.hashes = hashes;
    this.madePassword = madePassword;
  }

  /** Reads the users; at the first start makes {@value #ADMIN}. */
  static Users openOrMake(DataFolder data, Map<String, String> environment) {
    if (data.has(FILE)) {
      var users = WebConfig.read(data.resolve(FILE)).users();
      if (users.isEmpty()) {
        throw new AppException(
            data.resolve(FILE) + " names no user; delete it to have a new admin password made");
      }
      return new Users(users, null);
    }
    String given = environment.getOrDefault(FIRST_PASSWORD, "");
    String password = given.isEmpty() ? Passwords.generate() : given;
    String hash = Passwords.hash(password);
    data.write(
        data.resolve(FILE),
        "# Who may log in to Muster: names and bcrypt hashes.\nbasic_auth_users:\n  %s: \"%s\"\n"
            .formatted(ADMIN, hash));
    return new Users(Map.of(ADMIN, hash), given.isEmpty() ? password : null);
  }

  Map<String, String> hashes() {
    return hashes;
  }

  /** The password just made, to be shown this once; null where there was one already. */
  @Nullable String madePassword() {
    return madePassword;
  }
}
