package dev.muster.console.account;

import dev.muster.archive.account.Account;
import dev.muster.web.Passwords;
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
import org.jspecify.annotations.Nullable;

/**
 * Holds passwords to their hashes, one at a time, so that guessing costs one core at most; as long
 * for a user who is not there as for one who is. Remembers what was right, as an HMAC under a key
 * of this process beside the hash it was right for: a program pays for bcrypt once, and a changed
 * password counts at once.
 */
final class PasswordCheck {
  private static final int MOST_REMEMBERED = 1_000;
  private static final int MAX_WAIT_SECONDS = 30;

  private record Right(String digest, String hash) {}

  private final SecretKeySpec key;
  private final String decoy = Passwords.hash(Passwords.generate());
  private final Semaphore checking = new Semaphore(1, true);
  private final AtomicLong checked = new AtomicLong();
  private final Map<String, Right> right = new LinkedHashMap<>(16, 0.75f, true);

  PasswordCheck() {
    var secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    key = new SecretKeySpec(secret, "HmacSHA256");
  }

  /** What stands for a name and password in memory. */
  String digest(String name, String password) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(name.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has HMAC-SHA256", missing);
    }
  }

  /** Whether it was right before, for the hash that counts now. */
  boolean isRemembered(Account account, String digest) {
    synchronized (right) {
      var one = right.get(account.name());
      return one != null
          && account.isAble()
          && one.hash().equals(account.hash())
          && MessageDigest.isEqual(bytes(one.digest()), bytes(digest));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether it is right; takes its time. */
  boolean isRight(@Nullable Account account, String password, String digest) {
    if (account == null || !account.isAble()) {
      var _ = check(password, decoy);
      return false;
    }
    if (!check(password, account.hash())) {
      return false;
    }
    remember(account, digest);
    return true;
  }

  private boolean check(String password, String hash) {
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

  private void remember(Account account, String digest) {
    synchronized (right) {
      right.put(account.name(), new Right(digest, account.hash()));
      if (right.size() > MOST_REMEMBERED) {
        right.remove(right.keySet().iterator().next());
      }
    }
  }

  /** How many passwords were checked by bcrypt so far. */
  long checked() {
    return checked.get();
  }
}
