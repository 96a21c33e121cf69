package dev.muster.archive;

import dev.muster.archive.FleetStatus.MailStatus;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Alerts, events and mails that are kept, page by page, newest first. Unix milliseconds. */
public interface Records {
  /** Before the newest. */
  long NEWEST = Long.MAX_VALUE;

  /** Which alerts. */
  enum Which {
    /** Those that are pending or fire. */
    OPEN,
    ENDED,
    ALL
  }

  /**
   * Which alerts are asked for.
   *
   * @param clients null: of all, also those that are no client's
   * @param type "" for all
   * @param from those that were not over before
   * @param to those that had begun by then
   * @param before those with lower ids
   */
  record AlertQuery(
      @Nullable Set<String> clients,
      String type,
      Which which,
      long from,
      long to,
      long before,
      int limit) {
    public AlertQuery {
      clients = clients == null ? null : Set.copyOf(clients);
    }

    /** All that are open, the newest first. */
    public static AlertQuery open(int limit) {
      return new AlertQuery(null, "", Which.OPEN, 0, Long.MAX_VALUE, NEWEST, limit);
    }
  }

  /**
   * Which events are asked for.
   *
   * @param clients null: of all
   * @param logs none: all
   * @param levels none: all
   * @param text what the message or the source holds, in small or capital letters; "" for any
   * @param before those with lower ids
   */
  record EventQuery(
      @Nullable Set<String> clients,
      Set<String> logs,
      Set<String> levels,
      String text,
      long from,
      long to,
      long before,
      int limit) {
    public EventQuery {
      clients = clients == null ? null : Set.copyOf(clients);
      logs = Set.copyOf(logs);
      levels = Set.copyOf(levels);
    }
  }

  /**
   * Some events.
   *
   * @param next before which id there may be more, or null where there are none
   */
  record Events(List<StoredEvent> events, @Nullable Long next) {
    public Events {
      events = List.copyOf(events);
    }
  }

  /**
   * Which mails are asked for.
   *
   * @param clients null: all; else those that are about no other clients than these
   * @param state "" for all
   * @param before those with lower ids
   */
  record MailQuery(@Nullable Set<String> clients, String state, long before, int limit) {
    public MailQuery {
      clients = clients == null ? null : Set.copyOf(clients);
    }
  }

  /**
   * A mail, or what went to a receiver that is none.
   *
   * @param receiver its name, or "" for a mail
   */
  record Mail(MailStatus status, String receiver) {}

  /**
   * A mail with its words.
   *
   * @param text without mark-up
   * @param message the whole message as RFC 5322 has it; for a receiver the body of the request
   */
  record WholeMail(Mail mail, String text, String message) {}

  List<StoredAlert> alerts(AlertQuery query);

  Optional<StoredAlert> alert(long id);

  /** Those of some alerts, also of alerts that are over. */
  List<Acknowledgement> acknowledgements(Collection<Long> episodes);

  /** What happened to one alert, newest first. */
  List<AlertEvent> historyOf(long episode, int limit);

  /** Looks through at most half a million events at a time. */
  Events events(EventQuery query);

  List<Mail> mails(MailQuery query);

  /**
   * One mail.
   *
   * @param clients as of {@link MailQuery}
   */
  Optional<WholeMail> mail(long id, @Nullable Set<String> clients);
}
