package dev.muster.alertbridge;

import dev.muster.metrics.Labels;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Short names of label sets: FNV-1a, 64 bits, over names and values, as Alertmanager has them. */
final class Fingerprint {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private static final byte[] SEPARATOR = {(byte) 0xff};

  private Fingerprint() {}

  static String of(Labels labels) {
    long hash = OFFSET;
    for (int i = 0; i < labels.size(); i++) {
      hash = add(hash, labels.name(i).getBytes(StandardCharsets.UTF_8));
      hash = add(hash, SEPARATOR);
      hash = add(hash, labels.value(i).getBytes(StandardCharsets.UTF_8));
      hash = add(hash, SEPARATOR);
    }
    return HexFormat.of().toHexDigits(hash);
  }

  private static long add(long hash, byte[] bytes) {
    long next = hash;
    for (byte b : bytes) {
      next = (next ^ (b & 0xff)) * PRIME;
    }
    return next;
  }
}
