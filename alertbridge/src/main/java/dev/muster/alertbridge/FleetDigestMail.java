package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.LimitType;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The words of the mail that says how a fleet fared.
 *
 * @param zone of the times in it
 * @param page the console's address, or null
 */
record FleetDigestMail(ZoneId zone, @Nullable URI page) {
  private static final int LINES = 25;
  private static final int DETAIL = 80;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);

  /**
   * The words.
   *
   * @param late when it was to be made, if it is late, else null
   */
  MailContent of(FleetReview review, boolean weekly, @Nullable Instant late) {
    String whose = review.group().isEmpty() ? "Fleet" : AlertMail.name(review.group());
    String machines = count(review.machines(), "machine");
    var news = news(review);
    String gist =
        review.isAllWell()
            ? "all is well with " + machines
            : news.isEmpty() ? "not all could be looked at" : String.join(", ", news);
    var closing = new ArrayList<String>();
    if (late != null) {
      closing.add(
          "This mail is late: it was due on %s, when Muster was not running."
              .formatted(TimeText.full(late.toEpochMilli(), zone)));
    }
    if (page != null) {
      closing.add("More: " + page);
    }
    return new MailContent(
        "%s, %s: %s".formatted(whose, period(review, weekly), gist),
        headline(review, machines),
        facts(review),
        sections(review),
        closing);
  }

  /** The day that it is mostly about, or the days. */
  private String period(FleetReview review, boolean weekly) {
    var from = Instant.ofEpochMilli(review.from()).atZone(zone);
    var to = Instant.ofEpochMilli(review.to()).atZone(zone);
    return weekly || to.isAfter(from.plusHours(36))
        ? DAY.format(from) + " to " + DAY.format(to)
        : DAY.format(to);
  }

  private static String headline(FleetReview review, String machines) {
    return review.isAllWell()
        ? "All is well: of %s none was down, none came near a limit, no drive fills up soon, and there was no alert."
            .formatted(machines)
        : "How %s fared.".formatted(machines);
  }

  /** In a few words each. */
  private static List<String> news(FleetReview review) {
    var news = new ArrayList<String>();
    add(news, review.alerts().size(), "alert");
    if (!review.down().isEmpty()) {
      news.add(
          count(review.down().size(), "machine")
              + (review.down().size() == 1 ? " was" : " were")
              + " down");
    }
    if (!review.filling().isEmpty()) {
      news.add(count(review.filling().size(), "drive") + " nearly full");
    }
    if (!review.near().isEmpty()) {
      news.add(review.near().size() + " near a limit");
    }
    if (!review.unseen().isEmpty()) {
      news.add(review.unseen().size() + " never seen");
    }
    return news;
  }

  private static void add(List<String> news, int count, String what) {
    if (count > 0) {
      news.add(count(count, what));
    }
  }

  private List<MailContent.Fact> facts(FleetReview review) {
    var facts = new ArrayList<MailContent.Fact>();
    facts.add(new MailContent.Fact("From", TimeText.full(review.from(), zone)));
    facts.add(new MailContent.Fact("Until", TimeText.full(review.to(), zone)));
    var mails = review.mails();
    String other =
        (mails.waiting() == 0 ? "" : ", " + mails.waiting() + " still waiting")
            + (mails.refused() == 0 ? "" : ", " + mails.refused() + " refused");
    facts.add(new MailContent.Fact("Mails", mails.sent() + " sent" + other));
    return facts;
  }

  private List<MailContent.Section> sections(FleetReview review) {
    var sections = new ArrayList<MailContent.Section>();
    add(
        sections,
        "Were down",
        review.down().stream()
            .map(down ->
                "%s: %s%s"
                    .formatted(
                        AlertMail.name(down.client()),
                        TimeText.duration(down.millis()),
                        down.still() ? ", and is down now" : ""))
            .toList());
    add(sections, "Alerts", alerts(review));
    add(
        sections,
        "Drives that will be full soon",
        review.filling().stream()
            .map(drive ->
                "%s: %s in about %s"
                    .formatted(
                        AlertMail.name(drive.client()),
                        PlainText.line(drive.drive(), DETAIL),
                        TimeText.duration(drive.millis())))
            .toList());
    add(sections, "Came near a limit", review.near().stream().map(FleetDigestMail::near).toList());
    add(sections, "Never seen", review.unseen().stream().map(AlertMail::name).toList());
    add(sections, "Could not be found out", review.unread());
    return sections;
  }

  private static void add(List<MailContent.Section> sections, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      var some = new ArrayList<>(lines.subList(0, Math.min(LINES, lines.size())));
      if (lines.size() > LINES) {
        some.add("and " + (lines.size() - LINES) + " more");
      }
      sections.add(new MailContent.Section(title, some));
    }
  }

  private static String near(FleetReview.Near near) {
    var type = near.limit().type();
    String detail = near.detail().isEmpty() ? "" : " " + PlainText.line(near.detail(), DETAIL);
    return "%s: %s%s %s at worst (limit %s)"
        .formatted(
            AlertMail.name(near.client()),
            type.xmlName(),
            detail,
            Quantity.value(type.unit(), near.worst(), near.limit().threshold()),
            Quantity.limit(type.unit(), near.limit().threshold()));
  }

  /** Those of one client and type in one line, the longest first. */
  private List<String> alerts(FleetReview review) {
    var together = new LinkedHashMap<String, List<AlertRecord>>();
    for (var alert : review.alerts()) {
      together
          .computeIfAbsent(alert.client() + '\n' + alert.type(), key -> new ArrayList<>())
          .add(alert);
    }
    return together.values().stream()
        .sorted(
            Comparator.comparingLong((List<AlertRecord> some) -> lasted(some, review)).reversed())
        .map(some -> line(some, review))
        .toList();
  }

  private String line(List<AlertRecord> some, FleetReview review) {
    var last = some.getLast();
    String who = last.client().isEmpty() ? "" : AlertMail.name(last.client()) + ": ";
    String times = some.size() == 1 ? "" : ", " + some.size() + " times";
    String lasted = TimeText.duration(lasted(some, review));
    Long resolved = last.resolvedAt();
    String until =
        resolved == null || resolved >= review.to()
            ? "still firing after " + lasted
            : lasted + (some.size() == 1 ? "" : " in all");
    return "%s%s%s%s, %s, since %s"
        .formatted(
            who,
            PlainText.line(last.type(), DETAIL),
            value(last),
            times,
            until,
            TimeText.full(some.getFirst().activeSince(), zone));
  }

  private static String value(AlertRecord alert) {
    var type = LimitType.named(alert.type()).orElse(null);
    if (type == null || type.unit() == LimitType.Unit.NONE) {
      return "";
    }
    return " %s (limit %s)"
        .formatted(
            Quantity.value(type.unit(), alert.value(), alert.limit()),
            Quantity.limit(type.unit(), alert.limit()));
  }

  /** How long they fired by the end of the time, in milliseconds. */
  private static long lasted(List<AlertRecord> some, FleetReview review) {
    return some.stream().mapToLong(alert -> until(alert, review) - alert.activeSince()).sum();
  }

  private static long until(AlertRecord alert, FleetReview review) {
    Long resolved = alert.resolvedAt();
    return resolved == null ? review.to() : Math.min(resolved, review.to());
  }

  private static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
