package dev.muster.alertbridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import org.junit.jupiter.api.Test;

/** Fingerprints as Alertmanager 0.25 gave them. */
final class FingerprintTest {
  @Test
  void fingerprint_isAlertmanagers() {
    assertThat(Fingerprint.of(Labels.of("job", "n", "alertname", "A")))
        .isEqualTo("59773fc3069ad828");
    assertThat(Fingerprint.of(Labels.EMPTY)).isEqualTo("cbf29ce484222325");
  }

  @Test
  void labels_areInTheOrderOfTheirBytes() {
    // In UTF-16 the second name would come first.
    var labels = Labels.of("\uff5e", "1", "\ud83d\ude00", "2");
    assertThat(Fingerprint.of(labels)).isEqualTo(Fingerprint.of(labels)).hasSize(16);
    long hash = 0xcbf29ce484222325L;
    for (int b :
        new int[] {0xef, 0xbd, 0x9e, 255, '1', 255, 0xf0, 0x9f, 0x98, 0x80, 255, '2', 255}) {
      hash = (hash ^ b) * 0x100000001b3L;
    }
    assertThat(Fingerprint.of(labels)).isEqualTo(Long.toHexString(hash));
  }
}
