package dev.muster.alertbridge;

import dev.muster.alertbridge.MailTemplates.Part;
import dev.muster.alertbridge.Notification.Destination;
import dev.muster.alertbridge.Notification.Told;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Alerting;
import dev.muster.fleet.Fleet;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the mails of notifications, one an address: text and HTML with the same words, and
 * pictures of how the values went. What is for a named receiver it leaves alone.
 */
final class NotificationMails implements NotificationWriter {
  private static final Logger log = LoggerFactory.getLogger(NotificationMails.class);

  /** Most episodes a mail refers to. */
  private static final int ROOTS = 40;

  private final PastValues past;
  private final ZoneId zone;
  private final @Nullable URI page;
  private final BridgeMetrics metrics;
  private final AtomicReference<@Nullable Loaded> loaded = new AtomicReference<>();

  /** A folder of templates and when each was changed last. */
  private record Stamp(Path folder, List<Long> changes) {}

  /** The templates in force; read anew where the fleet file names others or one was changed. */
  private record Loaded(Stamp stamp, MailTemplates templates) {}

  /**
   * A writer.
   *
   * @param zone of the times in mails
   * @param page the console's address where the fleet file names none, or null
   */
  NotificationMails(PastValues past, ZoneId zone, @Nullable URI page, BridgeMetrics metrics) {
    this.past = past;
    this.zone = zone;
    this.page = page;
    this.metrics = metrics;
  }

  @Override
  public List<OutgoingMail> write(Notification notification, Fleet fleet, Instant now) {
    return switch (notification.destination()) {
      case Destination.Named _ -> List.of();
      case Destination.Mail mail -> toAll(mail.addresses(), notification, fleet, now);
    };
  }

  private List<OutgoingMail> toAll(
      List<String> addresses, Notification notification, Fleet fleet, Instant now) {
    var letter = letter(notification, fleet, now);
    var smtp = fleet.smtp();
    var renderer = new MailRenderer(smtp == null ? MailDesk.LOCAL_SENDER : smtp.from());
    var mails = new ArrayList<OutgoingMail>();
    for (String address : new LinkedHashSet<>(addresses)) {
      try {
        mails.add(
            renderer.render(
                letter,
                address,
                about(notification),
                roots(notification),
                headers(notification),
                now));
      } catch (MailRenderer.UnrenderableException e) {
        metrics.mailFailed(BridgeMetrics.Failure.UNRENDERABLE);
        log.error("mail lost group={} reason={}", line(notification.groupKey()), e.getMessage());
      }
    }
    return mails;
  }

  private Letter letter(Notification notification, Fleet fleet, Instant now) {
    var named = fleet.alerting().page();
    var context =
        new NotificationWords.Context(
            fleet.alerting(), zone, named == null ? page : named, now.toEpochMilli());
    var content = content(notification, fleet, context);
    var templates = templates(fleet.alerting());
    if (templates.isEmpty()) {
      return letter(content, content.subject(), null, null);
    }
    var own =
        new TemplateWords(templates, new TemplateMail(notification, context, content), metrics);
    String subject = own.expand(Part.SUBJECT);
    return letter(
        content,
        subject == null || subject.isBlank() ? content.subject() : PlainText.line(subject, 300),
        own.expand(Part.TEXT),
        own.expand(Part.HTML));
  }

  private static Letter letter(
      NotificationContent content,
      String subject,
      @Nullable String ownText,
      @Nullable String ownHtml) {
    String html = ownHtml == null ? NotificationHtml.of(content) : ownHtml;
    return new Letter(
        subject,
        ownText == null ? NotificationText.of(content) : ownText,
        html,
        content.pictures().stream()
            .filter(picture -> html.contains(picture.png().contentId()))
            .map(picture -> new Letter.Inline(picture.name(), picture.png()))
            .toList());
  }

  private MailTemplates templates(Alerting alerting) {
    var folder = alerting.templates();
    if (folder == null) {
      return MailTemplates.NONE;
    }
    var stamp = new Stamp(folder, MailTemplates.changes(folder));
    var known = loaded.get();
    if (known == null || !known.stamp().equals(stamp)) {
      var found = MailTemplates.read(folder);
      for (String mistake : found.mistakes()) {
        metrics.templateFailures.labelValues("load").inc();
        log.error("template not in force, the built-in one is mistake=\"{}\"", mistake);
      }
      known = new Loaded(stamp, found.templates());
      loaded.set(known);
    }
    return known.templates();
  }

  /** The words and pictures. */
  private NotificationContent content(
      Notification notification, Fleet fleet, NotificationWords.Context context) {
    var drawn = NotificationPictures.drawn(notification);
    var window = NotificationPictures.window(drawn, context.now());
    var keys =
        all(notification)
            .map(Told::alert)
            .filter(AlertWords::hasValue)
            .map(PastValues.Key::of)
            .distinct()
            .toList();
    var pasts =
        past.read(
            keys,
            drawn.stream().map(PastValues.Key::of).toList(),
            window,
            fleet.scrape().interval(),
            context.now());
    var pictures = NotificationPictures.of(drawn, pasts, window, zone, context.now());
    return NotificationWords.of(notification, context, pasts, pictures);
  }

  private static Stream<Told> all(Notification notification) {
    return Stream.of(notification.fresh(), notification.standing(), notification.resolved())
        .flatMap(List::stream);
  }

  /** Which notification it is, and of what: so that no other one ever has its Message-ID. */
  private static String about(Notification notification) {
    var about = new StringBuilder("notification\n");
    about.append(notification.groupKey()).append('\n').append(notification.number());
    all(notification)
        .sorted(NotificationSubject.OLDEST)
        .forEach(told -> {
          var record = told.alert().record();
          about.append('\n').append(episode(told)).append(' ').append(record.state());
        });
    return about.toString();
  }

  /** What mails about the same alerts have in common, the oldest alert first. */
  private static List<String> roots(Notification notification) {
    return all(notification)
        .sorted(NotificationSubject.OLDEST)
        .map(NotificationMails::episode)
        .distinct()
        .limit(ROOTS)
        .toList();
  }

  private static String episode(Told told) {
    return "episode\n" + told.alert().labels() + '\n' + told.alert().record().activeSince();
  }

  private static Map<String, String> headers(Notification notification) {
    var clients = new LinkedHashSet<String>();
    var types = new LinkedHashSet<String>();
    all(notification)
        .forEach(told -> {
          clients.add(told.alert().record().client());
          types.add(told.alert().record().type());
        });
    var headers = new LinkedHashMap<String, String>();
    if (clients.size() == 1 && !clients.getFirst().isEmpty()) {
      headers.put("X-Muster-Client", line(clients.getFirst()));
    }
    headers.put("X-Muster-Type", types.size() == 1 ? line(types.getFirst()) : "alerts");
    headers.put("X-Muster-State", notification.isFiring() ? "firing" : "resolved");
    return headers;
  }

  private static String line(String text) {
    return PlainText.line(text, 80);
  }
}
