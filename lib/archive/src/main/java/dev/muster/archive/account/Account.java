package dev.muster.archive.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user. Times in Unix milliseconds.
 *
 * @param mail an address, or ""
 * @param role such as {@code viewer}
 * @param groups the groups of clients that are seen; none: all clients
 * @param hash of the password by bcrypt; "" while there is none yet
 * @param lastLogIn null: never
 */
public record Account(
    String name,
    String mail,
    String role,
    List<String> groups,
    String hash,
    boolean disabled,
    long made,
    @Nullable Long lastLogIn) {
  public Account {
    groups = List.copyOf(groups);
  }

  /** Whether the user may log in. */
  public boolean isAble() {
    return !disabled && !hash.isEmpty();
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "Account[" + name + ", " + role + ", " + groups + "]";
  }
}
