package dev.muster.alertbridge;

import dev.muster.archive.EventRecord;
import dev.muster.archive.StoredEvent;
import dev.muster.fleet.Client;
import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of the mail that brings a client's new event-log records. */
final class EventMail {
  /** Most records in one mail. */
  static final int RECORDS = 200;

  private static final int MESSAGE_CHARACTERS = 4000;
  private static final int FIELD_CHARACTERS = 80;

  /** From worst to least. */
  private static final List<String> LEVELS =
      List.of("critical", "error", "warning", "info", "debug");

  private EventMail() {}

  /**
   * The words.
   *
   * @param events in the order of arrival, 1 to {@link #RECORDS}
   * @param zone of the times in it
   * @param page the console's address, or null
   */
  static MailContent of(Client client, List<StoredEvent> events, ZoneId zone, @Nullable URI page) {
    String name = AlertMail.name(client.name());
    var worst = worst(events);
    String subject =
        events.size() == 1
            ? name + ": " + gist(worst)
            : name + ": " + events.size() + " new log records, worst " + gist(worst);
    String headline =
        events.size() == 1
            ? "A new event-log record of " + name + "."
            : events.size() + " new event-log records of " + name + ".";
    return new MailContent(
        subject,
        headline,
        List.of(new MailContent.Fact("Client", AlertMail.described(client))),
        List.of(
            new MailContent.Section(
                "Records", events.stream().map(event -> line(event.event(), zone)).toList())),
        page == null ? List.of() : List.of("More: " + page));
  }

  private static EventRecord worst(List<StoredEvent> events) {
    var worst = events.getFirst().event();
    for (var event : events) {
      if (rank(event.event()) < rank(worst)) {
        worst = event.event();
      }
    }
    return worst;
  }

  private static int rank(EventRecord event) {
    int rank = LEVELS.indexOf(event.level());
    return rank < 0 ? LEVELS.size() : rank;
  }

  private static String gist(EventRecord event) {
    return field(event.level()) + " from " + field(event.source()) + ": " + event.message();
  }

  private static String line(EventRecord event, ZoneId zone) {
    String id = event.eventId().isEmpty() ? "" : " (" + field(event.eventId()) + ")";
    return "%s  %s  %s  %s%s: %s"
        .formatted(
            TimeText.full(event.timeMillis(), zone),
            field(event.log()),
            field(event.level()),
            field(event.source()),
            id,
            PlainText.line(event.message(), MESSAGE_CHARACTERS));
  }

  private static String field(String text) {
    return PlainText.line(text, FIELD_CHARACTERS);
  }
}
