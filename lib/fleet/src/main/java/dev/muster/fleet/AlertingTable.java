package dev.muster.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What {@link FleetTable} says of telling alerts: only what the file says otherwise than usual. */
final class AlertingTable {
  private AlertingTable() {}

  /** Lines beneath a client's limits. */
  static List<String> limits(ClientAlerting alerting) {
    var lines = new ArrayList<String>();
    if (alerting.expected() != null) {
      lines.add("expected " + alerting.expected().describe());
    }
    if (!alerting.parent().isEmpty()) {
      lines.add("behind " + alerting.parent());
    }
    var events = alerting.events();
    String records = events.level().isEmpty() ? "" : ", " + events.level() + " or worse";
    switch (events.mode()) {
      case ALWAYS -> lines.add("every new event record" + records);
      case DIGEST ->
          lines.add(
              (events.every().equals(Duration.ofHours(1)) ? "an hourly" : "a daily")
                  + " digest of event records"
                  + records);
      case NEVER -> {}
    }
    return lines;
  }

  /** Lines beneath a client's mail addresses. */
  static List<String> told(ClientAlerting alerting) {
    var lines = new ArrayList<String>();
    alerting.receivers().forEach(name -> lines.add("receiver " + name));
    var after = alerting.escalateAfter();
    if (after != null) {
      alerting
          .escalateTo()
          .forEach(address -> lines.add(address + " after " + DurationText.of(after)));
    }
    return lines;
  }

  /** Lines beneath the table. */
  static List<String> lines(Alerting alerting) {
    var lines = new ArrayList<String>();
    var said = said(alerting);
    if (!said.isEmpty()) {
      lines.add("alerts   " + String.join(", ", said));
    }
    for (var inhibition : alerting.inhibitions()) {
      String equal =
          inhibition.equal().isEmpty()
              ? ""
              : " of the same " + String.join(", ", inhibition.equal());
      lines.add(
          "mutes    " + text(inhibition.target()) + " by " + text(inhibition.source()) + equal);
    }
    for (var window : alerting.maintenances()) {
      String what = window.conditions().isEmpty() ? "all alerts" : text(window.conditions());
      lines.add("pause    " + window.name() + ": " + window.when().describe() + ", " + what);
    }
    for (var receiver : alerting.receivers()) {
      lines.add("tells    " + receiver.name() + ": " + receiver.kind().xmlName() + shown(receiver));
    }
    for (var digest : alerting.digests()) {
      lines.add("digest   " + digest(digest));
    }
    return lines;
  }

  private static List<String> said(Alerting alerting) {
    var usual = Alerting.DEFAULT;
    var said = new ArrayList<String>();
    if (!alerting.groupBy().equals(usual.groupBy())) {
      said.add(
          alerting.groupBy().isEmpty()
              ? "all together"
              : "grouped by " + String.join(" and ", alerting.groupBy()));
    }
    add(said, "told after ", alerting.groupWait(), usual.groupWait());
    add(said, "offline after ", alerting.offlineWait(), usual.offlineWait());
    add(said, "news every ", alerting.groupInterval(), usual.groupInterval());
    add(said, "again every ", alerting.repeatInterval(), usual.repeatInterval());
    add(said, "over after ", alerting.resolveDelay(), usual.resolveDelay());
    if (alerting.gatherFrom() != usual.gatherFrom()) {
      said.add("one mail from " + alerting.gatherFrom() + " groups on");
    }
    if (alerting.mailsPerAddress() != usual.mailsPerAddress()) {
      said.add("up to " + alerting.mailsPerAddress() + " mails an address in 10m");
    }
    if (alerting.flapChanges() != usual.flapChanges()
        || !alerting.flapWindow().equals(usual.flapWindow())) {
      said.add(
          "flapping from %d times in %s on"
              .formatted(alerting.flapChanges(), DurationText.of(alerting.flapWindow())));
    }
    if (alerting.templates() != null) {
      said.add("templates of " + alerting.templates().getFileName());
    }
    if (alerting.page() != null) {
      said.add("console at " + alerting.page());
    }
    return said;
  }

  private static void add(List<String> said, String words, Duration value, Duration usual) {
    if (!value.equals(usual)) {
      said.add(words + DurationText.of(value));
    }
  }

  private static String digest(DigestPlan digest) {
    return (digest.weekly() ? "weekly" : "daily")
        + (digest.group().isEmpty() ? "" : " of " + digest.group())
        + " at "
        + digest.when().describe().replace(" for 1m", "")
        + " to "
        + String.join(", ", digest.mail());
  }

  /** Without the path, which is the secret of some. */
  private static String shown(Receiver receiver) {
    var text = new StringBuilder(" at " + receiver.url().getRawAuthority());
    text.append(receiver.username().isEmpty() ? "" : ", logged in as " + receiver.username());
    text.append(receiver.token() == null ? "" : ", with a token");
    text.append(
        receiver.template() == null ? "" : ", template " + receiver.template().getFileName());
    return text.append(receiver.resolved() ? "" : ", not of the end").toString();
  }

  private static String text(List<LabelCondition> conditions) {
    return conditions.stream()
        .map(c -> c.label() + c.comparison().symbol() + Quoted.of(c.value()))
        .collect(Collectors.joining(","));
  }
}
