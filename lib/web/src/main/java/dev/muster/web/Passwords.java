package dev.muster.web;

/** Making, hashing and checking passwords. */
public final class Passwords {
  private Passwords() {}

  /** A new password of 20 letters and digits without look-alikes (about 116 bits). */
  public static String generate() {
    throw new UnsupportedOperationException();
  }

  /** Its bcrypt hash, cost 10, as web configs hold it ({@code $2y$…}). */
  public static String hash(String password) {
    throw new UnsupportedOperationException(password.length() + "");
  }

  /** Whether the password has this bcrypt hash. */
  public static boolean matches(String password, String hash) {
    throw new UnsupportedOperationException(password.length() + hash);
  }
}
