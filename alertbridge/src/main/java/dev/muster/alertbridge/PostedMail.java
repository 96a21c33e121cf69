package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Client;
import dev.muster.metrics.PostedAlert;
import java.net.URI;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The words of the mail about an alert that a rule or somebody else judged. */
final class PostedMail {
  private static final int NAME = 80;
  private static final int TEXT = 1_000;
  private static final int LINES = 50;

  /** What stands elsewhere in the mail. */
  private static final Set<String> SHOWN = Set.of("alertname", "client", "summary");

  private PostedMail() {}

  /** What the alert says of itself in a few words, or "". */
  static String summary(PostedAlert alert) {
    String summary = alert.annotations().getOrDefault("summary", "");
    String said = summary.isBlank() ? alert.annotations().getOrDefault("description", "") : summary;
    return PlainText.line(said, TEXT);
  }

  /**
   * The words.
   *
   * @param client whom the label {@code client} names, or null
   * @param zone of the times in it
   * @param page the console's address, or null
   */
  static MailContent of(
      AlertRecord record,
      PostedAlert alert,
      @Nullable Client client,
      ZoneId zone,
      @Nullable URI page) {
    boolean firing = record.state() == AlertRecord.State.FIRING;
    String summary = summary(alert);
    String who = record.client().isEmpty() ? "" : AlertMail.name(record.client()) + ": ";
    String subject =
        who
            + PlainText.line(record.type(), NAME)
            + (firing ? " is firing" : " is resolved")
            + (summary.isEmpty() ? "" : ": " + summary);
    var closing = new ArrayList<String>();
    if (page != null) {
      closing.add("More: " + page);
    }
    return new MailContent(
        subject,
        subject.endsWith(".") ? subject : subject + ".",
        facts(record, alert, client, zone),
        sections(alert),
        closing);
  }

  private static List<MailContent.Fact> facts(
      AlertRecord record, PostedAlert alert, @Nullable Client client, ZoneId zone) {
    var facts = new ArrayList<MailContent.Fact>();
    if (client != null) {
      facts.add(new MailContent.Fact("Client", AlertMail.described(client)));
    } else if (!record.client().isEmpty()) {
      facts.add(new MailContent.Fact("Client", AlertMail.name(record.client())));
    }
    facts.add(new MailContent.Fact("Alert", PlainText.line(record.type(), NAME)));
    if (!Double.isNaN(alert.value())) {
      facts.add(new MailContent.Fact("Value", Quantity.value(alert.value())));
    }
    Long end = record.resolvedAt();
    String since = TimeText.full(record.activeSince(), zone);
    if (end == null) {
      facts.add(new MailContent.Fact("Since", since));
    } else {
      String lasted = TimeText.duration(end - record.activeSince());
      facts.add(new MailContent.Fact("From", since));
      facts.add(
          new MailContent.Fact("Until", TimeText.full(end, zone) + ", " + lasted + " in all"));
    }
    return facts;
  }

  private static List<MailContent.Section> sections(PostedAlert alert) {
    var sections = new ArrayList<MailContent.Section>();
    var notes = lines(alert.annotations());
    if (!notes.isEmpty()) {
      sections.add(new MailContent.Section("Notes", notes));
    }
    var labels = lines(alert.labels().toMap());
    if (!labels.isEmpty()) {
      sections.add(new MailContent.Section("Labels", labels));
    }
    return sections;
  }

  private static List<String> lines(Map<String, String> texts) {
    var lines = new ArrayList<String>();
    new TreeMap<>(texts)
        .forEach((name, text) -> {
          if (!SHOWN.contains(name) && lines.size() < LINES) {
            lines.add(PlainText.line(name, NAME) + ": " + PlainText.line(text, TEXT));
          }
        });
    return lines;
  }
}
