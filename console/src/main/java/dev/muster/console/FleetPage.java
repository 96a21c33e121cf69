package dev.muster.console;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.FleetStatus;
import dev.muster.archive.FleetStatus.ClientStatus;
import dev.muster.archive.FleetStatus.DriveStatus;
import dev.muster.archive.FleetStatus.MailStatus;
import dev.muster.archive.StoredEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The page at {@code /}: every client with its status, drives and alerts; mails and events. */
final class FleetPage {
  private static final int ALERTS = 100;
  private static final int MAILS = 20;
  private static final int EVENTS = 20;

  private final FleetStatus status;
  private final Supplier<String> trouble;
  private final InstantSource clock;
  private final ZoneId zone;

  FleetPage(FleetStatus status, Supplier<String> trouble, InstantSource clock, ZoneId zone) {
    this.status = status;
    this.trouble = trouble;
    this.clock = clock;
    this.zone = zone;
  }

  String render() {
    var now = clock.instant();
    var alerts = status.alerts(ALERTS);
    var html = new Html();
    Layout.open(html, "Fleet", true);
    String sentence = trouble.get();
    if (!sentence.isEmpty()) {
      html.raw("<p role=\"alert\">").element("span", "bad", sentence).raw("</p>\n");
    }
    summary(html, status.clients(), alerts, now);
    clients(html, alerts, now);
    alerts(html, alerts);
    mails(html, status.mails(MAILS));
    events(html, status.events(EVENTS));
    Layout.close(html);
    return html.toString();
  }

  private void summary(
      Html html, List<ClientStatus> clients, List<AlertRecord> alerts, Instant now) {
    long up = clients.stream().filter(ClientStatus::up).count();
    long firing = alerts.stream().filter(FleetPage::isFiring).count();
    html.raw("<p class=\"summary\">");
    html.element("span", up == clients.size() ? "good" : "bad", up + " of " + clients.size());
    html.raw(" clients up · ");
    html.element("span", firing == 0 ? "good" : "bad", Long.toString(firing));
    html.raw(firing == 1 ? " alert firing · " : " alerts firing · ");
    html.element("time", "", Words.time(now, zone)).raw("</p>\n");
  }

  private void clients(Html html, List<AlertRecord> alerts, Instant now) {
    Map<String, List<DriveStatus>> drives = new TreeMap<>();
    status.drives().forEach(d -> drives.computeIfAbsent(d.client(), c -> new ArrayList<>()).add(d));
    html.raw(
        """
        <section><h2>Clients</h2><div class="scroll"><table>
        <thead><tr><th>Client</th><th>Group</th><th>Address</th><th>Status</th><th>CPU</th>\
        <th>Memory</th><th>Swap</th><th>Uptime</th><th>Drives</th><th>Alerts</th></tr></thead>
        <tbody>
        """);
    for (var client : status.clients()) {
      row(html, client, drives.getOrDefault(client.client(), List.of()), alerts, now);
    }
    html.raw("</tbody></table></div></section>\n");
  }

  private static void row(
      Html html,
      ClientStatus client,
      List<DriveStatus> drives,
      List<AlertRecord> alerts,
      Instant now) {
    html.raw("<tr>").element("th", "", client.client()).element("td", "", client.group());
    html.element("td", "", client.ip()).raw("<td>");
    html.element("span", client.up() ? "good" : "bad", client.up() ? "up" : "down");
    html.element("small", "", Words.seen(client.lastSeen(), now));
    if (!client.up() && !client.error().isEmpty()) {
      html.element("small", "reason", client.error());
    }
    html.raw("</td>");
    meter(html, client.cpuPercent());
    meter(html, client.memoryPercent());
    meter(html, client.swapPercent());
    html.element("td", "number", Words.duration(client.uptimeSeconds())).raw("<td>");
    for (var drive : drives) {
      html.raw("<div class=\"drive\">").element("span", "", drive.drive());
      bar(html, drive.usedPercent());
      html.element("small", "", driveText(drive)).raw("</div>");
    }
    html.raw("</td><td>");
    for (var alert : alerts) {
      if (alert.client().equals(client.client()) && alert.resolvedAt() == null) {
        html.element("span", isFiring(alert) ? "bad tag" : "warn tag", alert.type());
      }
    }
    html.raw("</td></tr>\n");
  }

  private static String driveText(DriveStatus drive) {
    return Words.percent(drive.usedPercent())
        + " of "
        + Words.bytes(drive.totalBytes())
        + ", "
        + Words.bytes(drive.freeBytes())
        + " free";
  }

  private static void meter(Html html, @Nullable Double percent) {
    html.raw("<td class=\"number\">").element("span", "", Words.percent(percent));
    if (percent != null) {
      bar(html, percent);
    }
    html.raw("</td>");
  }

  private static void bar(Html html, double percent) {
    html.raw(String.format(Locale.ROOT, "<meter max=\"100\" value=\"%.1f\"></meter>", percent));
  }

  private void alerts(Html html, List<AlertRecord> alerts) {
    html.raw("<section><h2>Alerts</h2>");
    if (alerts.isEmpty()) {
      html.raw("<p class=\"empty\">No client has crossed a limit yet.</p></section>\n");
      return;
    }
    html.raw(
        """
        <div class="scroll"><table>
        <thead><tr><th>State</th><th>Client</th><th>Limit</th><th>Value</th><th>Where</th>\
        <th>Since</th><th>Resolved</th></tr></thead>
        <tbody>
        """);
    for (var alert : alerts) {
      html.raw("<tr><td>").element("span", stateClass(alert), stateWord(alert)).raw("</td>");
      html.element("th", "", alert.client());
      html.element("td", "", AlertWords.limit(alert));
      html.element("td", "number", AlertWords.value(alert)).element("td", "", alert.detail());
      html.element("td", "", time(alert.activeSince()));
      html.element("td", "", time(alert.resolvedAt())).raw("</tr>\n");
    }
    html.raw("</tbody></table></div></section>\n");
  }

  private void mails(Html html, List<MailStatus> mails) {
    html.raw("<section><h2>Mails</h2>");
    if (mails.isEmpty()) {
      html.raw("<p class=\"empty\">None so far.</p></section>\n");
      return;
    }
    html.raw(
        """
        <div class="scroll"><table>
        <thead><tr><th>State</th><th>Subject</th><th>To</th><th>Written</th><th>Sent</th>\
        <th>Trouble</th></tr></thead>
        <tbody>
        """);
    for (var mail : mails) {
      html.raw("<tr>").element("td", "", mail.state());
      html.raw("<td><a href=\"/mails/" + mail.id() + "\">");
      html.element("span", "", mail.subject()).raw("</a></td>").element("td", "", mail.recipient());
      html.element("td", "", time(Math.round(mail.createdAt() * 1000)));
      html.element("td", "", mail.sentAt() == null ? "" : time(Math.round(mail.sentAt() * 1000)));
      html.element("td", "", mail.error()).raw("</tr>\n");
    }
    html.raw("</tbody></table></div></section>\n");
  }

  private void events(Html html, List<StoredEvent> events) {
    html.raw("<section><h2>Event logs</h2>");
    if (events.isEmpty()) {
      html.raw("<p class=\"empty\">No records so far.</p></section>\n");
      return;
    }
    html.raw(
        """
        <div class="scroll"><table>
        <thead><tr><th>Time</th><th>Client</th><th>Log</th><th>Level</th><th>Source</th>\
        <th>Text</th></tr></thead>
        <tbody>
        """);
    for (var stored : events) {
      var event = stored.event();
      html.raw("<tr>").element("td", "", time(event.timeMillis()));
      html.element("th", "", stored.client()).element("td", "", event.log());
      html.element("td", "", event.level()).element("td", "", event.source());
      html.element("td", "text", event.message()).raw("</tr>\n");
    }
    html.raw("</tbody></table></div></section>\n");
  }

  private String time(@Nullable Long millis) {
    return millis == null ? "" : Words.time(Instant.ofEpochMilli(millis), zone);
  }

  private static boolean isFiring(AlertRecord alert) {
    return alert.state() == AlertRecord.State.FIRING;
  }

  private static String stateWord(AlertRecord alert) {
    return alert.state().name().toLowerCase(Locale.ROOT);
  }

  private static String stateClass(AlertRecord alert) {
    return switch (alert.state()) {
      case FIRING -> "bad";
      case PENDING -> "warn";
      case RESOLVED -> "good";
    };
  }
}
