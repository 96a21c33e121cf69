package dev.muster.alertbridge;

import dev.muster.metrics.Labels;
import java.nio.charset.StandardCharsets;

/**
 * The fingerprint by which Prometheus and Alertmanager know a set of labels: FNV-1a of 64 bits over
 * names and values in the order of the names, a byte 255 after each, as 16 hexadecimal digits.
 */
final class Fingerprint {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private static final byte SEPARATOR = (byte) 255;

  private Fingerprint() {}

  static String of(Labels labels) {
    long hash = OFFSET;
    for (int i = 0; i < labels.size(); i++) {
      hash = add(add(hash, labels.name(i)), labels.value(i));
    }
    return "%016x".formatted(hash);
  }

  private static long add(long hash, String text) {
    long sum = hash;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      sum = (sum ^ (b & 0xff)) * PRIME;
    }
    return (sum ^ (SEPARATOR & 0xff)) * PRIME;
  }
}
