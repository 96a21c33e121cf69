package dev.muster.server;

import java.util.Locale;

/**
 * What somebody may do; a user may what users of the roles before may. {@link #ALERTS} and {@link
 * #SAMPLES} stand beside them, for tokens of programs that bring something and see nothing.
 */
public enum Role {
  /** Posts alerts, as a Prometheus or an Alertmanager does; of tokens alone. */
  ALERTS,
  /** Brings samples, as remote write does; of tokens alone. */
  SAMPLES,
  /** Sees. */
  VIEWER,
  /** Sees, acknowledges and silences. */
  OPERATOR,
  /** All: the fleet file, users, tokens, samples in. */
  ADMIN;

  /** Whether this is that role or more. */
  public boolean atLeast(Role other) {
    return compareTo(other) >= 0;
  }

  /** Whether only tokens may have it. */
  public boolean isOfTokens() {
    return this == ALERTS || this == SAMPLES;
  }

  /** Its name in settings and answers, such as {@code viewer}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The role of that name.
   *
   * @throws IllegalArgumentException saying which there are
   */
  public static Role of(String word) {
    for (var role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + word
            + "' is no role; give viewer, operator or admin, or for a token alerts or samples");
  }
}
