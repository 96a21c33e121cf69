package dev.muster.alertbridge;

import java.util.List;

/**
 * An alert as the bridge sees it now.
 *
 * @param silencedBy ids of the silences that mute it
 * @param inhibitedBy fingerprints of the alerts that mute it
 * @param mutedBy names of the maintenance windows that mute it, and {@code expect} outside of the
 *     hours its client is expected to run
 * @param receivers who is told of it: addresses of mails, names of receivers
 */
record AlertStatus(
    Alert alert,
    List<String> silencedBy,
    List<String> inhibitedBy,
    List<String> mutedBy,
    List<String> receivers) {
  AlertStatus {
    silencedBy = List.copyOf(silencedBy);
    inhibitedBy = List.copyOf(inhibitedBy);
    mutedBy = List.copyOf(mutedBy);
    receivers = List.copyOf(receivers);
  }

  boolean isMuted() {
    return !silencedBy.isEmpty() || !inhibitedBy.isEmpty() || !mutedBy.isEmpty();
  }
}
