package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Told;
import dev.muster.archive.Acknowledgement;
import dev.muster.fleet.Alerting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An alert with all that decides whether it is told now.
 *
 * @param identity the same over its episodes
 * @param since from when on it is to be told, in Unix milliseconds: when it fired, or when what
 *     muted it ended
 * @param release what ended then
 * @param acknowledgement null where nobody has seen it
 */
record Subject(
    Alert alert,
    String identity,
    Muting muting,
    long since,
    Release release,
    Flapping.Verdict flapping,
    @Nullable Acknowledgement acknowledgement) {
  /** What muted an alert until it could be told. */
  enum Release {
    /** Nothing did. */
    NONE,
    /** A silence or a window: what still stands is told at once. */
    WANTED,
    /** Another alert or the hours: as all comes back bit by bit, it waits once more. */
    INHIBITION
  }

  long episode() {
    return alert.record().id();
  }

  boolean isFiring() {
    return alert.isFiring();
  }

  boolean isMuted() {
    return muting.isMuted();
  }

  /** How long it waits before it is told, as far as that is not up to its group. */
  Duration ownWait(Alerting settings) {
    return switch (release) {
      case WANTED -> Duration.ZERO;
      case INHIBITION -> settings.offlineWait();
      case NONE -> Alerts.isOffline(alert) ? settings.offlineWait() : Duration.ZERO;
    };
  }

  Told told(long began) {
    String by = acknowledgement == null ? "" : acknowledgement.author();
    return new Told(alert, began, flapping.changes(), by);
  }
}
