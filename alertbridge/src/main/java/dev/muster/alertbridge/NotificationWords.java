package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Told;
import dev.muster.alertbridge.NotificationContent.Entry;
import dev.muster.alertbridge.NotificationContent.Kind;
import dev.muster.alertbridge.NotificationContent.Line;
import dev.muster.alertbridge.NotificationContent.Link;
import dev.muster.alertbridge.NotificationContent.Part;
import dev.muster.alertbridge.NotificationContent.Picture;
import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Alerting;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a notification into words. */
final class NotificationWords {
  /** Most alerts of a mail that are told in full; then a line each. */
  static final int FULL = 8;

  private static final int LINES = 120;
  private static final int OFFLINE = 3;

  /** The longest name in an address. */
  private static final int NAMED = 500;

  private static final int FULL_CHARACTERS = 24_000;

  private final Notification notification;
  private final Context context;
  private final Map<PastValues.Key, PastValues.Past> pasts;
  private final Map<PastValues.Key, Picture> pictures;
  private final Set<String> said = new HashSet<>();
  private int full = FULL;
  private int characters = FULL_CHARACTERS;
  private int lines = LINES;

  /**
   * What holds for all mails of a notification.
   *
   * @param zone of the times in it
   * @param page the console's address, or null
   * @param now Unix milliseconds
   */
  record Context(Alerting alerting, ZoneId zone, @Nullable URI page, long now) {}

  private NotificationWords(
      Notification notification,
      Context context,
      Map<PastValues.Key, PastValues.Past> pasts,
      Map<PastValues.Key, Picture> pictures) {
    this.notification = notification;
    this.context = context;
    this.pasts = pasts;
    this.pictures = pictures;
  }

  /** The words. */
  static NotificationContent of(
      Notification notification,
      Context context,
      Map<PastValues.Key, PastValues.Past> pasts,
      Map<PastValues.Key, Picture> pictures) {
    return new NotificationWords(notification, context, pasts, pictures).content();
  }

  private NotificationContent content() {
    var subject = new NotificationSubject(notification, context.zone());
    var parts = new ArrayList<Part>();
    add(parts, Kind.FRESH, notification.fresh());
    add(parts, Kind.STANDING, notification.standing());
    add(parts, Kind.RESOLVED, notification.resolved());
    int count = parts.stream().mapToInt(Part::count).sum();
    String headline =
        count == 1 && !parts.getFirst().entries().isEmpty()
            ? parts.getFirst().entries().getFirst().sentence()
            : subject.summary();
    return new NotificationContent(
        PlainText.line(subject.line(), 150),
        notification.isFiring(),
        headline,
        why(),
        parts,
        context.page());
  }

  private List<String> why() {
    var alerting = context.alerting();
    return switch (notification.reason()) {
      case CHANGE -> List.of();
      case REPEAT ->
          List.of(
              "A reminder: it is told again every "
                  + TimeText.duration(alerting.repeatInterval().toMillis())
                  + " as long as it fires.");
      case ESCALATION ->
          List.of("You are told because nobody has acknowledged it" + escalateAfter() + ".");
      case CATCH_UP -> List.of("A silence or maintenance window has ended, and this still stands.");
      case HELD_BACK ->
          List.of(
              "This waited, and is told together, as an address gets at most "
                  + alerting.mailsPerAddress()
                  + " mails in ten minutes.");
    };
  }

  private String escalateAfter() {
    return notification.standing().stream()
        .map(told -> told.alert().client())
        .filter(client -> client != null && client.alerting().escalateAfter() != null)
        .findFirst()
        .map(client -> client.alerting().escalateAfter())
        .map(after -> " within " + TimeText.duration(after.toMillis()))
        .orElse(" in time");
  }

  private void add(List<Part> parts, Kind kind, List<Told> some) {
    if (some.isEmpty()) {
      return;
    }
    var entries = new ArrayList<Entry>();
    var brief = new ArrayList<Line>();
    for (var told : some.stream().sorted(NotificationSubject.OLDEST).toList()) {
      if (full > 0 && characters > 0 && !inBrief(told, some)) {
        full--;
        var entry = entry(told, kind);
        characters -= size(entry);
        entries.add(entry);
      } else if (lines > 0) {
        lines--;
        brief.add(line(told, kind));
      }
    }
    int more = some.size() - entries.size() - brief.size();
    parts.add(new Part(kind, some.size(), entries, brief, more));
  }

  /** Many clients that are offline: there is no more to say of each than that. */
  private static boolean inBrief(Told told, List<Told> some) {
    return Alerts.isOffline(told.alert())
        && some.stream().filter(one -> Alerts.isOffline(one.alert())).count() > OFFLINE;
  }

  private static int size(Entry entry) {
    int size = entry.sentence().length();
    for (var section : entry.sections()) {
      size += section.lines().stream().mapToInt(String::length).sum();
    }
    return size;
  }

  private MailContent said(Told told) {
    return AlertWords.content(told.alert(), past(told.alert()), context.zone());
  }

  private PastValues.Past past(Alert alert) {
    return alert.cause() == null
        ? PastValues.Past.UNKNOWN
        : pasts.getOrDefault(PastValues.Key.of(alert), PastValues.Past.UNKNOWN);
  }

  private Line line(Told told, Kind kind) {
    var notes =
        AlertWords.notes(told, context.alerting().flapChanges(), context.alerting().flapWindow());
    String duration = AlertWords.duration(told.alert(), kind, context.zone(), context.now());
    return new Line(
        said(told).subject(),
        notes.isEmpty() ? duration : duration + " " + String.join(" ", notes));
  }

  private Entry entry(Told told, Kind kind) {
    var alert = told.alert();
    var content = said(told);
    var alerting = context.alerting();
    var notes =
        new ArrayList<>(AlertWords.notes(told, alerting.flapChanges(), alerting.flapWindow()));
    var picture = alert.cause() == null ? null : pictures.get(PastValues.Key.of(alert));
    if (picture == null && past(alert).late()) {
      notes.add("Without its picture: the archive did not answer in time.");
    }
    return new Entry(
        content.subject(),
        AlertWords.duration(alert, kind, context.zone(), context.now()),
        notes,
        content.facts(),
        content.sections(),
        content.closing().stream().filter(said::add).toList(),
        links(told),
        picture);
  }

  /** To its client's place in the console, and to where it is acknowledged while it fires. */
  private List<Link> links(Told told) {
    var page = context.page();
    var record = told.alert().record();
    var links = new ArrayList<Link>();
    if (page != null) {
      boolean open = told.alert().isFiring() && told.acknowledgedBy().isEmpty();
      if (open && record.id() > 0) {
        links.add(new Link("Acknowledge", ackPage(page, record)));
      }
      links.add(new Link("Open in Muster", clientPage(page, record)));
    }
    return links;
  }

  /** Where an alert is acknowledged, by a button. */
  static URI ackPage(URI page, AlertRecord record) {
    return below(page, "alerts/" + record.id());
  }

  /** The console at an alert's client, or as it opens. */
  static URI clientPage(URI page, AlertRecord record) {
    String client = URLEncoder.encode(record.client(), StandardCharsets.UTF_8);
    boolean named = !client.isEmpty() && client.length() <= NAMED;
    return named ? below(page, "?client=" + client) : page;
  }

  /** An address below the console's, which may itself have a path. */
  private static URI below(URI page, String rest) {
    String base = page.toString();
    return URI.create(base.endsWith("/") ? base + rest : base + "/" + rest);
  }
}
