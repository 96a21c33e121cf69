package dev.muster.archive.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token of a program. Times in Unix milliseconds.
 *
 * @param sha256 of the token, in hexadecimal
 * @param role such as {@code viewer}, or {@code alerts}
 * @param groups the groups of clients that are seen; none: all clients
 * @param expires null: never
 */
public record StoredToken(
    String name,
    String sha256,
    String role,
    List<String> groups,
    long made,
    @Nullable Long expires) {
  public StoredToken {
    groups = List.copyOf(groups);
  }
}
