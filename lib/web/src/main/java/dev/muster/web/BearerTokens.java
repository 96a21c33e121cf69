package dev.muster.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens: 256 random bits each, of which SHA-256 is kept. A token is held against all that
 * there are, in constant time. What is wrong is answered one at a time and a little later, so that
 * guessing gets slower the more guess; what is right never waits.
 */
public final class BearerTokens {
  private static final String START = "muster_";
  private static final int RANDOM_BYTES = 32;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Duration DELAY = Duration.ofMillis(200);
  private static final int MAX_WAIT_SECONDS = 30;
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * A token as it is kept.
   *
   * @param name what people call it
   * @param sha256 of the token, 64 lower-case hexadecimal digits
   * @param expires from when on it is not taken any more, or null
   */
  public record Kept(String name, String sha256, @Nullable Instant expires) {
    public Kept {
      if (!HASH.matcher(sha256).matches()) {
        throw new IllegalArgumentException("a SHA-256 is 64 lower-case hexadecimal digits");
      }
    }

    @Override
    public String toString() {
      return "Kept[" + name + "]";
    }
  }

  /** Waits, or is interrupted. */
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  private final InstantSource clock;
  private final Pause pause;
  private final Semaphore refusing = new Semaphore(1, true);

  public BearerTokens(InstantSource clock) {
    this(clock, Thread::sleep);
  }

  BearerTokens(InstantSource clock, Pause pause) {
    this.clock = clock;
    this.pause = pause;
  }

  /** A new token, to be shown this once. */
  public static String generate() {
    var bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return START + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Its SHA-256. */
  public static String hash(String token) {
    try {
      var bytes = token.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Which of them a token is; empty, after a while, where it is none or has expired. */
  public Optional<Kept> find(String token, List<Kept> all) {
    byte[] hash = hash(token).getBytes(StandardCharsets.US_ASCII);
    Kept found = null;
    for (var kept : all) {
      if (MessageDigest.isEqual(hash, kept.sha256.getBytes(StandardCharsets.US_ASCII))) {
        found = kept;
      }
    }
    if (found != null && (found.expires == null || clock.instant().isBefore(found.expires))) {
      return Optional.of(found);
    }
    holdUp();
    return Optional.empty();
  }

  private void holdUp() {
    try {
      if (refusing.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
        try {
          pause.of(DELAY);
        } finally {
          refusing.release();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
