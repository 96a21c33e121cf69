package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Client;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import java.net.URI;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words of the mail about one transition. */
final class AlertMail {
  private static final int DETAILS = 50;
  private static final int NAME = 80;

  private final Transition transition;
  private final AlertRecord record;
  private final LimitType type;
  private final LimitType.Unit unit;
  private final LastHour lastHour;
  private final ZoneId zone;

  private AlertMail(Transition transition, LastHour lastHour, ZoneId zone) {
    this.transition = transition;
    this.record = transition.after();
    this.type = LimitType.named(record.type()).orElseThrow();
    this.unit = type.unit();
    this.lastHour = lastHour;
    this.zone = zone;
  }

  /**
   * The words.
   *
   * @param zone of the times in it
   * @param page the console's address, or null
   */
  static MailContent of(Transition transition, LastHour lastHour, ZoneId zone, @Nullable URI page) {
    var mail = new AlertMail(transition, lastHour, zone);
    String subject = name(record(transition).client()) + ": " + mail.sentence();
    var closing = new ArrayList<String>();
    if (transition.isFiring() && transition.limit() != null) {
      closing.add("What it means: " + Meaning.of(mail.type, transition.limit().direction()));
    }
    if (page != null) {
      closing.add("More: " + page);
    }
    return new MailContent(subject, subject + ".", mail.facts(), mail.details(), closing);
  }

  private static AlertRecord record(Transition transition) {
    return transition.after();
  }

  /** A client's name on one line. */
  static String name(String client) {
    return PlainText.line(client, NAME);
  }

  /** Name, address and group. */
  static String described(Client client) {
    String address = client.name().equals(client.ip()) ? "" : ", " + name(client.ip());
    String group = client.group().isEmpty() ? "" : ", group " + name(client.group());
    return name(client.name()) + address + group;
  }

  private String sentence() {
    return switch (transition.cause()) {
      case FIRED -> fired();
      case CLEARED -> cleared();
      case LIMIT_CHANGED -> watched() + " " + value() + " is within its new limit of " + limit();
      case NO_VALUE -> watched() + " has given no value for 5 minutes, alert closed";
      case LIMIT_REMOVED -> watched() + " no longer has a limit, alert closed";
      case CLIENT_REMOVED -> "no longer in the fleet file, " + watched() + " alert closed";
    };
  }

  private String fired() {
    if (type == LimitType.OFFLINE) {
      return "offline since " + TimeText.clock(record.activeSince(), zone);
    }
    var limit = transition.limit();
    boolean below = limit != null && limit.direction() == Limit.Direction.BELOW;
    return "%s %s is %s its limit of %s"
        .formatted(watched(), value(), below ? "under" : "over", limit());
  }

  private String cleared() {
    return type == LimitType.OFFLINE
        ? "online again after " + lasted()
        : "%s is back to %s (limit %s)".formatted(watched(), value(), limit());
  }

  /** The type, and the drive or the like where there is one. */
  private String watched() {
    String detail = PlainText.line(record.detail(), NAME);
    return detail.isEmpty() ? type.xmlName() : type.xmlName() + " " + detail;
  }

  private String value() {
    return Quantity.value(unit, record.value(), record.limit());
  }

  private String limit() {
    return Quantity.limit(unit, record.limit());
  }

  private String lasted() {
    Long end = record.resolvedAt();
    return end == null ? "" : TimeText.duration(end - record.activeSince());
  }

  private List<MailContent.Fact> facts() {
    var facts = new ArrayList<MailContent.Fact>();
    var client = transition.client();
    facts.add(
        new MailContent.Fact("Client", client == null ? name(record.client()) : described(client)));
    if (type != LimitType.OFFLINE) {
      addValues(facts);
    }
    addTimes(facts);
    String words = lastHour.words(type);
    if (!words.isEmpty()) {
      facts.add(new MailContent.Fact(capital(lastHour.span()), words));
    }
    return facts;
  }

  private void addValues(List<MailContent.Fact> facts) {
    if (!transition.readings().isEmpty()) {
      facts.add(new MailContent.Fact(capital(watched()), value()));
    }
    facts.add(new MailContent.Fact("Limit", limit() + formerLimit() + clearLimit()));
  }

  private String formerLimit() {
    var before = transition.before();
    return before == null || before.limit() == record.limit()
        ? ""
        : ", was " + Quantity.limit(unit, before.limit());
  }

  private String clearLimit() {
    var limit = transition.limit();
    return limit == null || limit.clear() == limit.threshold()
        ? ""
        : ", clears at " + Quantity.limit(unit, limit.clear());
  }

  private void addTimes(List<MailContent.Fact> facts) {
    String since = TimeText.full(record.activeSince(), zone);
    Long firedAt = record.firedAt();
    Long resolvedAt = record.resolvedAt();
    if (resolvedAt != null) {
      facts.add(new MailContent.Fact("From", since));
      facts.add(
          new MailContent.Fact(
              "Until", TimeText.full(resolvedAt, zone) + ", " + lasted() + " in all"));
    } else if (firedAt != null) {
      long lasted = firedAt - record.activeSince();
      String held = lasted < 1000 ? "" : ", for " + TimeText.duration(lasted);
      facts.add(new MailContent.Fact("Since", since + held));
    }
  }

  private List<MailContent.Section> details() {
    var limit = transition.limit();
    if (type.detailLabel().isEmpty() || limit == null || transition.readings().isEmpty()) {
      return List.of();
    }
    boolean firing = transition.isFiring();
    var lines =
        transition.readings().stream()
            .filter(reading -> !firing || limit.isCrossedBy(reading.value()))
            .sorted(Comparator.comparingDouble(Reading::value).reversed())
            .map(this::detailLine)
            .toList();
    String title = firing ? "Over the limit" : "All values now";
    return List.of(new MailContent.Section(title, bounded(lines)));
  }

  private String detailLine(Reading reading) {
    return PlainText.line(reading.detail(), NAME)
        + " "
        + Quantity.value(unit, reading.value(), record.limit());
  }

  private static List<String> bounded(List<String> lines) {
    if (lines.size() <= DETAILS) {
      return lines;
    }
    var some = new ArrayList<>(lines.subList(0, DETAILS));
    some.add("and " + (lines.size() - DETAILS) + " more");
    return some;
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
