package dev.muster.alertbridge;

import dev.muster.metrics.Labels;
import java.util.List;

/**
 * What one receiver is told at a time: alerts that are new to it, those it knows and that still
 * fire, and those that are over. It is decided once, rendered once and queued in the transaction
 * that notes it as told.
 *
 * @param groupKey the same for all notifications of a group; a gathered one has its own
 * @param groupLabels the labels by which its alerts were gathered
 * @param fresh that the receiver did not know
 * @param standing that it knows and that still fire
 * @param resolved that it was told of and that are over
 * @param number which notification of this group it is, from 1 on; with the key and the receiver it
 *     gives the Message-ID
 */
record Notification(
    Destination destination,
    String groupKey,
    Labels groupLabels,
    Reason reason,
    List<Told> fresh,
    List<Told> standing,
    List<Told> resolved,
    long number) {
  Notification {
    fresh = List.copyOf(fresh);
    standing = List.copyOf(standing);
    resolved = List.copyOf(resolved);
  }

  boolean isFiring() {
    return !fresh.isEmpty() || !standing.isEmpty();
  }

  /** Why it is told now. */
  enum Reason {
    /** Something began or ended. */
    CHANGE,
    /** It still fires after the repeat interval. */
    REPEAT,
    /** Nobody acknowledged it in time. */
    ESCALATION,
    /** A silence or maintenance window ended and it still stands. */
    CATCH_UP,
    /** It waited, as an address had had as many mails as it may get in ten minutes. */
    HELD_BACK
  }

  /** Who is told. */
  sealed interface Destination {
    /** Every one of these addresses, by a mail of its own. */
    record Mail(List<String> addresses) implements Destination {
      public Mail {
        addresses = List.copyOf(addresses);
      }
    }

    /** A receiver of the fleet file, by its name. */
    record Named(String receiver) implements Destination {}
  }

  /**
   * An alert in it.
   *
   * @param began since when the receiver has known it, in Unix milliseconds; now for a fresh one
   * @param changes how often it began within the flap window; from the fleet's flap-changes on it
   *     flaps, and the notification says so
   * @param acknowledgedBy who acknowledged it, "" for nobody
   */
  record Told(Alert alert, long began, int changes, String acknowledgedBy) {}
}
