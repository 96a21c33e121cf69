package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Told;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.PostedAlert;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Mails about alerts: one that is told alone in all its words, several in a line each. */
final class AlertMails implements NotificationWriter {
  private static final int LINES = 200;

  private final LastHourReader history;
  private final MailDesk desk;
  private final ZoneId zone;
  private final @Nullable URI page;

  AlertMails(LastHourReader history, MailDesk desk, ZoneId zone, @Nullable URI page) {
    this.history = history;
    this.desk = desk;
    this.zone = zone;
    this.page = page;
  }

  @Override
  public List<OutgoingMail> write(Notification notification, Fleet fleet, Instant now) {
    return switch (notification.destination()) {
      case Notification.Destination.Named _ -> List.of();
      case Notification.Destination.Mail(var addresses) -> {
        var content = content(notification, fleet, now);
        String thread = "group\n" + notification.groupKey() + '\n';
        yield desk.toAll(
            notification.groupKey(),
            addresses,
            content,
            thread + notification.number(),
            thread + 1,
            headers(notification),
            fleet.smtp(),
            now);
      }
    };
  }

  private static List<Told> all(Notification notification) {
    var all = new ArrayList<>(notification.fresh());
    all.addAll(notification.resolved());
    all.addAll(notification.standing());
    return all;
  }

  private static Map<String, String> headers(Notification notification) {
    var record = all(notification).getFirst().alert().record();
    var headers = new HashMap<String, String>();
    if (!record.client().isEmpty()) {
      headers.put("X-Muster-Client", AlertMail.name(record.client()));
    }
    headers.put("X-Muster-Type", PlainText.line(record.type(), 80));
    headers.put("X-Muster-State", notification.isFiring() ? "firing" : "resolved");
    return headers;
  }

  private MailContent content(Notification notification, Fleet fleet, Instant now) {
    var all = all(notification);
    var contents = contents(all, fleet, now);
    var first = contents.getFirst();
    if (all.size() == 1) {
      return first;
    }
    var sections = new ArrayList<MailContent.Section>();
    int from = 0;
    int fresh = notification.fresh().size();
    int resolved = notification.resolved().size();
    addSection("New", contents.subList(from, from + fresh), sections);
    from += fresh;
    addSection("Resolved", contents.subList(from, from + resolved), sections);
    from += resolved;
    addSection("Still firing", contents.subList(from, contents.size()), sections);
    String subject = first.subject() + ", and " + (all.size() - 1) + " more";
    var closing = page == null ? List.<String>of() : List.of("More: " + page);
    return new MailContent(subject, subject + ".", List.of(), sections, closing);
  }

  private static void addSection(
      String title, List<MailContent> contents, List<MailContent.Section> sections) {
    if (!contents.isEmpty()) {
      var lines = new ArrayList<String>();
      contents.stream().limit(LINES).forEach(content -> lines.add(content.subject()));
      if (contents.size() > LINES) {
        lines.add("and " + (contents.size() - LINES) + " more");
      }
      sections.add(new MailContent.Section(title, lines));
    }
  }

  private List<MailContent> contents(List<Told> all, Fleet fleet, Instant now) {
    var transitions = all.stream().map(told -> transition(told.alert())).toList();
    var limits =
        all.size() == 1 && all.getFirst().alert().cause() != null
            ? transitions
            : List.<Transition>of();
    var hours = history.read(limits, fleet.scrape().interval(), now.toEpochMilli());
    var contents = new ArrayList<MailContent>();
    for (int i = 0; i < all.size(); i++) {
      var alert = all.get(i).alert();
      var key = new Episode.Key(alert.record().client(), alert.record().type());
      contents.add(
          alert.cause() == null
              ? PostedMail.of(alert.record(), posted(alert), alert.client(), zone, page)
              : AlertMail.of(
                  transitions.get(i), hours.getOrDefault(key, LastHour.UNKNOWN), zone, page));
    }
    return contents;
  }

  private static PostedAlert posted(Alert alert) {
    var record = alert.record();
    return new PostedAlert(
        alert.labels(),
        alert.annotations(),
        record.activeSince(),
        record.resolvedAt() == null ? Long.MAX_VALUE : record.resolvedAt(),
        alert.generatorUrl(),
        record.value());
  }

  private static Transition transition(Alert alert) {
    var cause = alert.cause() == null ? Transition.Cause.FIRED : alert.cause();
    var record = alert.record();
    var client = alert.client();
    boolean hasValue =
        switch (cause) {
          case FIRED, CLEARED, LIMIT_CHANGED -> true;
          case NO_VALUE, LIMIT_REMOVED, CLIENT_REMOVED -> false;
        };
    var limit =
        client == null ? null : LimitType.named(record.type()).flatMap(client::limit).orElse(null);
    return new Transition(
        cause,
        null,
        record,
        client,
        limit,
        hasValue ? List.of(new Reading(record.detail(), record.value())) : List.of());
  }
}
