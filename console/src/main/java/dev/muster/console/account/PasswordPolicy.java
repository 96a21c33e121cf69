package dev.muster.console.account;

import dev.muster.web.Passwords;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Which passwords may be chosen: long ones. */
public final class PasswordPolicy {
  /** How many characters it has at least. */
  public static final int LEAST = 10;

  private PasswordPolicy() {}

  /**
   * Hashes a password that may be chosen.
   *
   * @throws IllegalArgumentException saying what would be right
   */
  public static String hash(String name, String password) {
    if (password.codePointCount(0, password.length()) < LEAST) {
      throw new IllegalArgumentException("the password is short; give at least 10 characters");
    }
    if (password.getBytes(StandardCharsets.UTF_8).length > Passwords.MAX_BYTES
        || password.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the password is long; give at most 72 bytes");
    }
    if (!name.isEmpty()
        && password.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("the password has the user's name in it; give another");
    }
    if (password.chars().distinct().count() < 4) {
      throw new IllegalArgumentException("the password repeats itself; give another");
    }
    return Passwords.hash(password);
  }
}
