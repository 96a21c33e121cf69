package dev.muster.ssh;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/** Checks the key that one server shows, and keeps what was found out about it. */
final class HostKeys implements HostKeyVerifier {
  /** A key as shown; the public key's blob is in Base64. */
  record Shown(String name, String type, String key, KnownHosts.Verdict verdict) {
    /** As OpenSSH writes it: SHA256 and the hash in Base64 without padding. */
    String fingerprint() {
      try {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(key));
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }

  private final KnownHosts known;
  private final String name;
  private volatile @Nullable Shown shown;

  HostKeys(KnownHosts known, String name) {
    this.known = known;
    this.name = name;
  }

  /** What the server showed; null before it did. */
  @Nullable Shown shown() {
    return shown;
  }

  @Override
  public boolean verify(String hostname, int port, PublicKey key) {
    String type = KeyType.fromKey(key).toString();
    byte[] bytes = new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    String blob = Base64.getEncoder().encodeToString(bytes);
    var verdict = known.check(name, type, blob);
    shown = new Shown(name, type, blob, verdict);
    return verdict instanceof KnownHosts.Verdict.Known;
  }

  /**
   * None: the order of algorithms is set before, so that others than the known are seen as well.
   */
  @Override
  public List<String> findExistingAlgorithms(String hostname, int port) {
    return List.of();
  }
}
