package dev.muster.alertbridge;

import dev.muster.archive.EventRecord;
import dev.muster.fleet.Client;
import java.net.URI;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words of the mail that brings one reader the records of his clients that came together. */
final class EventDigestMail {
  /** Most lines about one client, and in all. */
  static final int LINES_OF_CLIENT = 20;

  static final int LINES = 300;

  private static final int MESSAGE = 300;
  private static final int FIELD = 80;

  private EventDigestMail() {}

  /**
   * The words.
   *
   * @param tallies of each client that has any records, by the client
   * @param since when the first of them began
   * @param zone of the times in it
   * @param page the console's address, or null
   */
  static MailContent of(
      Map<Client, EventTally> tallies, long since, long until, ZoneId zone, @Nullable URI page) {
    var clients = new ArrayList<>(tallies.entrySet());
    clients.sort(
        Comparator.comparingInt(
                (Map.Entry<Client, EventTally> entry) -> EventTally.rank(worst(entry.getValue())))
            .thenComparing(entry -> entry.getKey().name()));
    int records = clients.stream().mapToInt(entry -> entry.getValue().records()).sum();
    var first = clients.getFirst();
    String whose =
        clients.size() == 1 ? AlertMail.name(first.getKey().name()) : clients.size() + " machines";
    String worst = gist(worst(first.getValue()));
    var facts =
        List.of(
            new MailContent.Fact("From", TimeText.full(since, zone)),
            new MailContent.Fact("Until", TimeText.full(until, zone)));
    return new MailContent(
        "%s: %s, worst %s".formatted(whose, records(records), worst),
        "%s of %s in %s.".formatted(records(records), whose, TimeText.duration(until - since)),
        facts,
        sections(clients, zone, page),
        page == null ? List.of() : List.of("All of them: " + page));
  }

  private static List<MailContent.Section> sections(
      List<Map.Entry<Client, EventTally>> clients, ZoneId zone, @Nullable URI page) {
    var sections = new ArrayList<MailContent.Section>();
    int left = LINES;
    for (int i = 0; i < clients.size(); i++) {
      if (left <= 0) {
        var rest = clients.subList(i, clients.size());
        int records = rest.stream().mapToInt(entry -> entry.getValue().records()).sum();
        sections.add(
            new MailContent.Section(
                "and " + rest.size() + " more machines", List.of(more(records, page))));
        break;
      }
      var client = clients.get(i).getKey();
      var tally = clients.get(i).getValue();
      var lines = lines(tally, Math.min(left, LINES_OF_CLIENT), zone, page);
      left -= lines.size();
      sections.add(
          new MailContent.Section(
              AlertMail.name(client.name()) + ", " + records(tally.records()), lines));
    }
    return sections;
  }

  private static List<String> lines(EventTally tally, int most, ZoneId zone, @Nullable URI page) {
    var lines = new ArrayList<String>();
    int told = 0;
    for (var kind : tally.kinds().stream().limit(most).toList()) {
      told += kind.count();
      lines.add(line(kind, zone));
    }
    if (told < tally.records()) {
      lines.add(more(tally.records() - told, page));
    }
    return lines;
  }

  private static String line(EventTally.Kind kind, ZoneId zone) {
    var event = kind.last();
    String times = kind.count() == 1 ? "" : kind.count() + " times, last ";
    return "%s %s: %s (%s%s)"
        .formatted(
            field(event.level()),
            field(event.source()),
            PlainText.line(event.message(), MESSAGE),
            times,
            TimeText.full(event.timeMillis(), zone));
  }

  private static String more(int records, @Nullable URI page) {
    String where = page == null ? "in the table event of archive.db" : "at " + page;
    return "and %s more, %s".formatted(records(records), where);
  }

  private static String records(int count) {
    return count == 1 ? "1 log record" : count + " log records";
  }

  private static EventRecord worst(EventTally tally) {
    return tally.kinds().getFirst().last();
  }

  private static String gist(EventRecord event) {
    return field(event.level()) + " from " + field(event.source()) + ": " + event.message();
  }

  private static String field(String text) {
    return PlainText.line(text, FIELD);
  }
}
