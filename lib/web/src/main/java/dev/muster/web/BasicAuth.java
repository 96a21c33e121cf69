package dev.muster.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * HTTP Basic authentication against bcrypt hashes. Compares in constant time, takes as long for an
 * unknown user as for a known one, and remembers what it accepted, so that a scrape does not pay
 * for bcrypt each time.
 */
public final class BasicAuth {
  private static final int MAX_HEADER_CHARS = 2048;
  private static final int MAX_REMEMBERED = 100;
  private static final String SCHEME = "Basic ";

  private static final class Credentials {
    private final String user;
    private final byte[] password;

    Credentials(String user, byte[] password) {
      this.user = user;
      this.password = password;
    }
  }

  private final Map<String, String> users;
  private final String decoy;
  private final ProvenPasswords passwords = new ProvenPasswords(MAX_REMEMBERED);

  /**
   * Checks against these users: name to bcrypt hash.
   *
   * @throws IllegalArgumentException naming a user whose hash is none
   */
  public BasicAuth(Map<String, String> users) {
    this.users = Map.copyOf(users);
    this.users.forEach(BasicAuth::requireHash);
    this.decoy =
        this.users.values().stream()
            .max(Comparator.comparing(hash -> hash.substring(4, 6)))
            .map(Passwords::decoyLike)
            .orElse("");
  }

  private static void requireHash(String user, String hash) {
    if (!Passwords.isHash(hash)) {
      throw new IllegalArgumentException("user '" + user + "' has no usable bcrypt hash");
    }
  }

  /** The user an {@code Authorization} header proves to be, or empty. */
  public Optional<String> user(@Nullable String authorization) {
    return credentials(authorization).filter(this::proven).map(credentials -> credentials.user);
  }

  private static Optional<Credentials> credentials(@Nullable String authorization) {
    if (authorization == null
        || authorization.length() > MAX_HEADER_CHARS
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    try {
      var decoded = Base64.getDecoder().decode(authorization.substring(SCHEME.length()).strip());
      return split(decoded);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<Credentials> split(byte[] decoded) {
    for (int colon = 0; colon < decoded.length; colon++) {
      if (decoded[colon] == ':') {
        var password = Arrays.copyOfRange(decoded, colon + 1, decoded.length);
        return Optional.of(
            new Credentials(new String(decoded, 0, colon, StandardCharsets.UTF_8), password));
      }
    }
    return Optional.empty();
  }

  private boolean proven(Credentials credentials) {
    if (users.isEmpty()) {
      return false;
    }
    var hash = users.get(credentials.user);
    var digest = passwords.digest(credentials.user, credentials.password);
    if (hash != null && passwords.isRemembered(credentials.user, digest, hash)) {
      return true;
    }
    var matches = passwords.isRight(credentials.password, hash == null ? decoy : hash);
    if (hash == null || !matches) {
      return false;
    }
    passwords.remember(credentials.user, digest, hash);
    return true;
  }

  ProvenPasswords passwords() {
    return passwords;
  }
}
