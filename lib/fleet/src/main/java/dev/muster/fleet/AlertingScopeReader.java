package dev.muster.fleet;

import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what {@code <defaults>}, {@code <group>} and {@code <client>} say of telling alerts. */
final class AlertingScopeReader {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Map<String, Duration> EVERY =
      Map.of("1h", Duration.ofHours(1), "1d", Duration.ofDays(1));

  private final Findings findings;
  private final ZoneId zone;

  AlertingScopeReader(Findings findings, ZoneId zone) {
    this.findings = findings;
    this.zone = zone;
  }

  AlertingScope read(Element element) {
    var values = new Values(element, findings);
    return new AlertingScope(
        values.read("parent", text -> text),
        values.read("expect", this::hours),
        values.read("escalate-after", text -> DurationText.parse(text, Duration.ZERO, LONGEST)),
        values.read("escalate-to", MailAddresses::parseAll),
        values.read("notify", AlertingScopeReader::names),
        events(element.child("events")));
  }

  private Optional<WeeklyHours> hours(String text) throws BadValueException {
    return text.equals("always") ? Optional.empty() : Optional.of(WeekHours.read(text, zone));
  }

  /** The names between commas; an empty text has none. */
  static List<String> names(String text) throws BadValueException {
    var names = new LinkedHashSet<String>();
    for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      if (part.isBlank()) {
        throw new BadValueException("has an empty place between commas", "write name, name");
      }
      if (!names.add(part.strip())) {
        throw new BadValueException(
            "names " + Quoted.of(part.strip()) + " twice", "name each once");
      }
    }
    return List.copyOf(names);
  }

  private @Nullable Located<ClientAlerting.EventMails> events(@Nullable Element element) {
    if (element == null) {
      return null;
    }
    var values = new Values(element, findings);
    var mode =
        values.word(
            "mail",
            Map.of(
                "always", ClientAlerting.EventMails.Mode.ALWAYS,
                "digest", ClientAlerting.EventMails.Mode.DIGEST,
                "never", ClientAlerting.EventMails.Mode.NEVER));
    var every = values.word("every", EVERY);
    var level = values.read("level", AlertingScopeReader::level);
    if (mode == null) {
      return null;
    }
    boolean digest = mode.value() == ClientAlerting.EventMails.Mode.DIGEST;
    if (element.has("every") && !digest) {
      findings.mistake(
          element.at("every"), "every where no digest is mailed", "use mail=\"digest\"");
    }
    if (level != null && mode.value() == ClientAlerting.EventMails.Mode.NEVER) {
      findings.mistake(level.at(), "level where no record is mailed", "remove it");
    }
    return new Located<>(
        new ClientAlerting.EventMails(
            mode.value(),
            digest ? Located.or(every, Duration.ofDays(1)) : Duration.ZERO,
            Located.or(level, ""),
            digest ? zone : null),
        mode.at());
  }

  private static String level(String text) throws BadValueException {
    var levels = ClientAlerting.EventMails.levels();
    if (!levels.contains(text)) {
      throw new BadValueException("is unknown", NearestName.advice(text, levels));
    }
    return text;
  }
}
