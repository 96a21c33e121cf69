package dev.muster.web;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * Making, hashing and checking passwords.
 *
 * <p>bcrypt reads 72 bytes at most and some of its implementations stop at a zero byte. A password
 * that would be cut is refused here and never matches, so that two passwords cannot pass for one.
 */
public final class Passwords {
  /** What bcrypt reads of a password. */
  public static final int MAX_BYTES = 72;

  private static final int COST = 10;
  private static final int MIN_COST = 4;
  private static final int MAX_COST = 16;
  private static final int GENERATED_LENGTH = 20;
  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
  private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private Passwords() {}

  /** A new password of 20 letters and digits without look-alikes (about 116 bits). */
  public static String generate() {
    var password = new StringBuilder(GENERATED_LENGTH);
    for (int i = 0; i < GENERATED_LENGTH; i++) {
      password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return password.toString();
  }

  /**
   * Its bcrypt hash, cost 10, as web configs hold it ({@code $2y$…}).
   *
   * @throws IllegalArgumentException if it is empty, longer than 72 bytes, or holds a zero byte
   */
  public static String hash(String password) {
    var bytes = password.getBytes(StandardCharsets.UTF_8);
    if (!hashable(bytes)) {
      throw new IllegalArgumentException(
          "a password has 1 to " + MAX_BYTES + " bytes and no zero byte; choose another");
    }
    var hash = BCrypt.with(BCrypt.Version.VERSION_2Y).hash(COST, bytes);
    return new String(hash, StandardCharsets.US_ASCII);
  }

  /** Whether the password has this bcrypt hash; a text that is no bcrypt hash matches nothing. */
  public static boolean matches(String password, String hash) {
    return matches(password.getBytes(StandardCharsets.UTF_8), hash);
  }

  static boolean matches(byte[] password, String hash) {
    if (!isHash(hash)) {
      return false;
    }
    var hashable = hashable(password);
    var checked = hashable ? password : new byte[] {'x'};
    var matches =
        BCrypt.verifyer().verify(checked, hash.getBytes(StandardCharsets.US_ASCII)).verified;
    return matches && hashable;
  }

  /** Whether this is a bcrypt hash ($2a, $2b or $2y) that can be checked in reasonable time. */
  public static boolean isHash(String hash) {
    var form = HASH.matcher(hash);
    if (!form.matches()) {
      return false;
    }
    var cost = Integer.parseInt(form.group(1));
    return cost >= MIN_COST && cost <= MAX_COST;
  }

  /** A hash nothing is known to match and that takes as long to check as the other. */
  static String decoyLike(String hash) {
    return hash.substring(0, 7) + "UnknownUnknownUnknowne" + ".".repeat(31);
  }

  private static boolean hashable(byte[] password) {
    if (password.length == 0 || password.length > MAX_BYTES) {
      return false;
    }
    for (var b : password) {
      if (b == 0) {
        return false;
      }
    }
    return true;
  }
}
