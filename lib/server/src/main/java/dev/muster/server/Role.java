package dev.muster.server;

/** What somebody may do; each may what those before it may. */
public enum Role {
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
}
