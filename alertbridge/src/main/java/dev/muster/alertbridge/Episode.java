package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Client;
import org.jspecify.annotations.Nullable;

/**
 * An alert that is pending or firing, with what the store does not keep of it. Times in Unix
 * milliseconds.
 *
 * @param client as the fleet last had it; null after a restart until the fleet names it
 * @param missingSince since when the client is up but the value missing, or {@link #NOT_MISSING}
 * @param writtenAt when its value was last written to the store
 */
record Episode(AlertRecord record, @Nullable Client client, long missingSince, long writtenAt) {
  static final long NOT_MISSING = Long.MIN_VALUE;

  /** A client has at most one episode of a type at a time. */
  record Key(String client, String type) {}

  /** An episode as the store holds it. */
  static Episode stored(AlertRecord record) {
    return new Episode(record, null, NOT_MISSING, Long.MIN_VALUE);
  }

  Key key() {
    return new Key(record.client(), record.type());
  }

  boolean isFiring() {
    return record.state() == AlertRecord.State.FIRING;
  }

  Episode of(Client owner) {
    return new Episode(record, owner, missingSince, writtenAt);
  }

  /** After the clock was set forward: what waits, or is missing, has not done so for longer. */
  Episode jumped(long millis) {
    long missing = missingSince == NOT_MISSING ? NOT_MISSING : missingSince + millis;
    return new Episode(isFiring() ? record : later(record, millis), client, missing, writtenAt);
  }

  private static AlertRecord later(AlertRecord record, long millis) {
    return new AlertRecord(
        record.id(),
        record.client(),
        record.type(),
        record.state(),
        record.value(),
        record.limit(),
        record.detail(),
        record.activeSince() + millis,
        record.firedAt(),
        record.resolvedAt());
  }

  Episode missingSince(long time) {
    return new Episode(record, client, time, writtenAt);
  }

  /** As the store holds it, with what only memory has of it. */
  Episode of(AlertRecord stored) {
    return new Episode(stored, client, missingSince, writtenAt);
  }
}
