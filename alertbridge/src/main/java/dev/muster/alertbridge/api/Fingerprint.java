package dev.muster.alertbridge.api;

import dev.muster.metrics.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * What Alertmanager knows an alert by: FNV-1a of 64 bits over its labels in the order of their
 * names' bytes, the byte 255 after each name and each value; 16 hexadecimal digits.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9923">FNV</a>
 */
public final class Fingerprint {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private static final int SEPARATOR = 255;

  private Fingerprint() {}

  public static String of(Labels labels) {
    long[] hash = {OFFSET};
    labels.toMap().entrySet().stream()
        .map(Fingerprint::bytes)
        .sorted((one, other) -> Arrays.compareUnsigned(one[0], other[0]))
        .forEach(label -> hash[0] = add(add(hash[0], label[0]), label[1]));
    return String.format("%016x", hash[0]);
  }

  private static byte[][] bytes(Map.Entry<String, String> label) {
    return new byte[][] {
      label.getKey().getBytes(StandardCharsets.UTF_8),
      label.getValue().getBytes(StandardCharsets.UTF_8)
    };
  }

  private static long add(long hash, byte[] text) {
    long all = hash;
    for (byte one : text) {
      all = (all ^ (one & 0xff)) * PRIME;
    }
    return (all ^ SEPARATOR) * PRIME;
  }
}
