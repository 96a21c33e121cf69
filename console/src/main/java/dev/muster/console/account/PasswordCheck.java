package dev.muster.console.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.archive.account.Account;
import dev.muster.web.Passwords;
import dev.muster.web.ProvenPasswords;
import org.jspecify.annotations.Nullable;

/**
 * Holds passwords to those of the accounts; as long for a user who is not there as for one who is.
 */
final class PasswordCheck {
  private static final int MOST_REMEMBERED = 1_000;

  private final String decoy = Passwords.hash(Passwords.generate());
  private final ProvenPasswords passwords = new ProvenPasswords(MOST_REMEMBERED);

  /** What stands for a name and password in memory. */
  String digest(String name, String password) {
    return passwords.digest(name, password.getBytes(UTF_8));
  }

  /** Whether it was right before, for the hash that counts now. */
  boolean isRemembered(Account account, String digest) {
    return account.isAble() && passwords.isRemembered(account.name(), digest, account.hash());
  }

  /** Whether it is right; takes its time. */
  boolean isRight(@Nullable Account account, String password, String digest) {
    boolean able = account != null && account.isAble();
    String hash = account != null && able ? account.hash() : decoy;
    boolean right = passwords.isRight(password.getBytes(UTF_8), hash);
    if (account == null || !able || !right) {
      return false;
    }
    passwords.remember(account.name(), digest, account.hash());
    return true;
  }

  /** How many passwords were checked by bcrypt so far. */
  long checked() {
    return passwords.checked();
  }
}
