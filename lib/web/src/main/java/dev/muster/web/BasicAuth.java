package dev.muster.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * HTTP Basic authentication against bcrypt hashes. Compares in constant time, takes as long for an
 * unknown user as for a known one, remembers what it accepted (bounded) so that a scrape does not
 * pay for bcrypt each time.
 *
 * <p>What was accepted is remembered as an HMAC under a key that lives as long as this object; what
 * was refused is not remembered. One password is checked at a time, so that guessing costs one core
 * at most and gets slower the more guess.
 */
public final class BasicAuth {
  private static final int MAX_HEADER_CHARS = 2048;
  private static final int MAX_REMEMBERED = 100;
  private static final int MAX_WAIT_SECONDS = 30;
  private static final String SCHEME = "Basic ";
  private static final byte[] NOTHING = new byte[32];

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
  private final SecretKeySpec key;
  private final Semaphore checking = new Semaphore(1, true);
  private final AtomicLong checked = new AtomicLong();
  private final Map<String, byte[]> accepted = new LinkedHashMap<>(16, 0.75f, true);

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
    var secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    this.key = new SecretKeySpec(secret, "HmacSHA256");
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
    var seen = digest(credentials);
    if (MessageDigest.isEqual(seen, remembered(credentials.user))) {
      return true;
    }
    var hash = users.get(credentials.user);
    var matches = check(credentials.password, hash == null ? decoy : hash);
    if (hash == null || !matches) {
      return false;
    }
    remember(credentials.user, seen);
    return true;
  }

  private boolean check(byte[] password, String hash) {
    try {
      if (!checking.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
        return false;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
    try {
      checked.incrementAndGet();
      return Passwords.matches(password, hash);
    } finally {
      checking.release();
    }
  }

  private byte[] digest(Credentials credentials) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(credentials.user.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) ':');
      return mac.doFinal(credentials.password);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java has no HMAC-SHA256", missing);
    }
  }

  private byte[] remembered(String user) {
    synchronized (accepted) {
      return accepted.getOrDefault(user, NOTHING);
    }
  }

  /** How many passwords were checked by bcrypt so far. */
  long checked() {
    return checked.get();
  }

  int remembered() {
    synchronized (accepted) {
      return accepted.size();
    }
  }

  private void remember(String user, byte[] digest) {
    synchronized (accepted) {
      accepted.put(user, digest);
      if (accepted.size() > MAX_REMEMBERED) {
        accepted.remove(accepted.keySet().iterator().next());
      }
    }
  }
}
