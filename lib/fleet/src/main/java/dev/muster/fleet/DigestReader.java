package dev.muster.fleet;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code <digest>}. */
final class DigestReader {
  private static final LocalTime MORNING = LocalTime.of(7, 0);
  private static final Map<String, DayOfWeek> DAYS =
      Arrays.stream(DayOfWeek.values())
          .collect(Collectors.toUnmodifiableMap(DigestReader::word, day -> day));

  private final Findings findings;
  private final KnownClients known;
  private final ZoneId usualZone;

  DigestReader(Findings findings, KnownClients known, ZoneId usualZone) {
    this.findings = findings;
    this.known = known;
    this.usualZone = usualZone;
  }

  List<DigestPlan> read(Element alerting) {
    return alerting.children("digest").stream().map(this::one).toList();
  }

  private DigestPlan one(Element element) {
    var values = new Values(element, findings);
    boolean weekly = Located.or(values.word("every", Map.of("day", false, "week", true)), false);
    var at = Located.or(values.read("at", DigestReader::time), MORNING);
    var day = values.word("day", DAYS);
    var zone = Located.or(values.read("zone", Recurrences::zone), usualZone);
    var group = values.name("group");
    var mail = values.read("mail", MailAddresses::parseAll);
    if (element.has("day") && !weekly) {
      findings.mistake(
          element.at("day"), "day of a <digest> of each day", "add every=\"week\", or remove it");
    }
    if (group != null && !known.groups().containsKey(group.value())) {
      findings.mistake(
          group.at(),
          "no group " + Quoted.of(group.value()) + " is in this file",
          NearestName.advice(group.value(), known.groups().keySet()));
    }
    var to = Located.or(mail, usual(group));
    if (to.isEmpty() && (mail != null || !element.has("mail"))) {
      findings.mistake(element.at(), "a <digest> that nobody gets", "add mail=\"it@example.org\"");
    }
    String name = group == null ? "" : group.value();
    return new DigestPlan(
        when(at, weekly ? Located.or(day, DayOfWeek.MONDAY) : null, zone), weekly, name, to);
  }

  private List<String> usual(@Nullable Located<String> group) {
    return group == null ? known.mail() : known.groups().getOrDefault(group.value(), known.mail());
  }

  private static Recurrence when(LocalTime at, @Nullable DayOfWeek day, ZoneId zone) {
    String days = day == null ? "*" : word(day).toUpperCase(Locale.ROOT);
    try {
      String fields = at.getMinute() + " " + at.getHour() + " * * " + days;
      return Recurrences.cron(fields, Duration.ofMinutes(1), zone);
    } catch (BadValueException e) {
      throw new IllegalStateException("fields of a time are right", e);
    }
  }

  private static String word(DayOfWeek day) {
    return day.name().charAt(0) + day.name().substring(1, 3).toLowerCase(Locale.ROOT);
  }

  private static LocalTime time(String text) throws BadValueException {
    if (!text.matches("([01]?[0-9]|2[0-3]):[0-5][0-9]")) {
      throw new BadValueException("is no time of day", "use one such as 07:00");
    }
    return LocalTime.parse(text.length() == 4 ? "0" + text : text);
  }
}
