package dev.muster.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Holds passwords to bcrypt hashes, one at a time, so that guessing costs one core at most, and
 * remembers what was right (bounded), so that a program that asks often pays for bcrypt once.
 *
 * <p>It is remembered as an HMAC under a key that lives as long as this object, beside the hash it
 * was right for: a changed password counts at once. What was wrong is not remembered.
 */
public final class ProvenPasswords {
  private static final int MAX_WAIT_SECONDS = 30;

  private record Right(String digest, String hash) {}

  private final int mostRemembered;
  private final SecretKeySpec key;
  private final Semaphore checking = new Semaphore(1, true);
  private final AtomicLong checked = new AtomicLong();
  private final Map<String, Right> right = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Remembers none yet.
   *
   * @param mostRemembered names, those asked for last
   */
  public ProvenPasswords(int mostRemembered) {
    this.mostRemembered = mostRemembered;
    var secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    key = new SecretKeySpec(secret, "HmacSHA256");
  }

  /** What stands for a name and password in memory. */
  public String digest(String name, byte[] password) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(name.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return HexFormat.of().formatHex(mac.doFinal(password));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has HMAC-SHA256", missing);
    }
  }

  /** Whether it was right before, for this hash. */
  public boolean isRemembered(String name, String digest, String hash) {
    synchronized (right) {
      var one = right.get(name);
      return one != null
          && one.hash().equals(hash)
          && MessageDigest.isEqual(bytes(one.digest()), bytes(digest));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether it is right; takes its time, and is false where 30 s were not enough for its turn. */
  public boolean isRight(byte[] password, String hash) {
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

  /** From now on this is known to be right for the hash. */
  public void remember(String name, String digest, String hash) {
    synchronized (right) {
      right.put(name, new Right(digest, hash));
      if (right.size() > mostRemembered) {
        right.remove(right.keySet().iterator().next());
      }
    }
  }

  /** How many passwords were checked by bcrypt so far. */
  public long checked() {
    return checked.get();
  }

  int remembered() {
    synchronized (right) {
      return right.size();
    }
  }
}
