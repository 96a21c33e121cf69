package dev.muster.fleet;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a client's alerts are told.
 *
 * @param parent name of the client behind which it is, such as its switch: while that one is
 *     offline, this one's alerts are not told; "" for none
 * @param expected when it is expected to run, or null for always: {@code offline} outside of these
 *     hours is normal
 * @param escalateAfter how long an alert may fire without being acknowledged before {@code
 *     escalateTo} is told too, or null for never
 * @param receivers names of {@link Receiver}s that are told beside the mail addresses
 * @param events which of its event-log records are mailed
 */
public record ClientAlerting(
    String parent,
    @Nullable WeeklyHours expected,
    @Nullable Duration escalateAfter,
    List<String> escalateTo,
    List<String> receivers,
    EventMails events) {
  /** What holds where the file says nothing. */
  public static final ClientAlerting DEFAULT =
      new ClientAlerting("", null, null, List.of(), List.of(), EventMails.NEVER);

  public ClientAlerting {
    escalateTo = List.copyOf(escalateTo);
    receivers = List.copyOf(receivers);
  }

  /** The same but for the event-log records. */
  ClientAlerting with(EventMails other) {
    return new ClientAlerting(parent, expected, escalateAfter, escalateTo, receivers, other);
  }

  /**
   * Which event-log records are mailed, and when.
   *
   * @param every for a digest, how often: an hour or a day; else zero
   * @param level the least level that is mailed, such as {@code warning}; "" for all
   * @param zone for a digest, by whose clocks its hours or days end; else null
   */
  public record EventMails(Mode mode, Duration every, String level, @Nullable ZoneId zone) {
    public static final EventMails NEVER = new EventMails(Mode.NEVER, Duration.ZERO, "");
    public static final EventMails ALWAYS = new EventMails(Mode.ALWAYS, Duration.ZERO, "");

    /** From worst to least. */
    private static final List<String> LEVELS =
        List.of("critical", "error", "warning", "info", "debug");

    /** Of no digest. */
    public EventMails(Mode mode, Duration every, String level) {
      this(mode, every, level, null);
    }

    /** The levels there are, from the worst to the least. */
    public static List<String> levels() {
      return LEVELS;
    }

    /** Whether a record of this level is mailed; one of an unknown level always is. */
    public boolean takes(String recordLevel) {
      return level.isEmpty() || LEVELS.indexOf(recordLevel) <= LEVELS.indexOf(level);
    }

    /** When records are mailed. */
    public enum Mode {
      /** Each as soon as it is there. */
      ALWAYS,
      /** What came together since the last mail. */
      DIGEST,
      NEVER
    }
  }
}
