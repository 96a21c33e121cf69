package dev.muster.fleet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code <alerting>}; what stands in it, others read. */
final class AlertingReader {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MOST = 10_000;

  private final SecretReader secrets;
  private final Findings findings;

  AlertingReader(SecretReader secrets, Findings findings) {
    this.secrets = secrets;
    this.findings = findings;
  }

  /** By whose clocks the file's hours count: as it says, or as the machine has it. */
  ZoneId zone(@Nullable Element alerting) {
    var machine = ZoneId.systemDefault();
    return alerting == null
        ? machine
        : Located.or(new Values(alerting, findings).read("zone", Recurrences::zone), machine);
  }

  /** Reads it, which is done after the clients, as it speaks of them. */
  Alerting read(@Nullable Element element, KnownClients known, ZoneId zone) {
    if (element == null) {
      return Alerting.DEFAULT;
    }
    var usual = Alerting.DEFAULT;
    var values = new Values(element, findings);
    var inhibit = new InhibitReader(findings);
    return new Alerting(
        Located.or(values.read("group-by", AlertingReader::labels), usual.groupBy()),
        time(values, "group-wait", Duration.ZERO, HOUR, usual.groupWait()),
        time(values, "offline-wait", Duration.ZERO, HOUR, usual.offlineWait()),
        time(values, "group-interval", Duration.ZERO, DAY, usual.groupInterval()),
        time(
            values,
            "repeat-interval",
            Duration.ofMinutes(1),
            Duration.ofDays(365),
            usual.repeatInterval()),
        time(values, "resolve-delay", Duration.ZERO, HOUR, usual.resolveDelay()),
        Located.or(values.count("gather-from", MOST), usual.gatherFrom()),
        Located.or(values.count("mails-per-address", MOST), usual.mailsPerAddress()),
        Located.or(values.count("flap-changes", MOST), usual.flapChanges()),
        time(values, "flap-window", Duration.ofMinutes(1), Duration.ofDays(7), usual.flapWindow()),
        element.children("inhibit").stream().map(inhibit::read).toList(),
        new MaintenanceReader(findings, known, zone).read(element),
        new ReceiverReader(secrets, findings).read(element),
        new DigestReader(findings, known, zone).read(element),
        templates(element),
        Located.orNull(
            new UrlReader(findings, "is no URL", "https://muster:10090").read(element, "page")));
  }

  private static Duration time(
      Values values, String name, Duration least, Duration most, Duration usual) {
    return Located.or(values.read(name, text -> DurationText.parse(text, least, most)), usual);
  }

  static List<String> labels(String text) throws BadValueException {
    var labels = AlertingScopeReader.names(text);
    for (String label : labels) {
      if (!label.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
        throw new BadValueException(
            "holds " + Quoted.of(label) + ", which is no name of a label",
            "use such as client, alertname");
      }
    }
    return labels;
  }

  private @Nullable Path templates(Element element) {
    var attribute = element.attribute("templates");
    var folder = attribute == null ? null : secrets.resolve(attribute);
    if (attribute != null && folder != null && !Files.isDirectory(folder)) {
      findings.mistake(
          attribute.at(),
          "templates " + Quoted.of(folder.toString()) + " is no folder",
          "name a folder, from this file's folder");
    }
    return folder;
  }
}
