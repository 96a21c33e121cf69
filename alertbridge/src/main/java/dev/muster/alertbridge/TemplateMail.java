package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Told;
import dev.muster.alertbridge.NotificationContent.Entry;
import dev.muster.alertbridge.NotificationContent.Kind;
import dev.muster.alertbridge.api.Fingerprint;
import dev.muster.fleet.LimitType;
import dev.muster.rules.template.TemplateLabels;
import dev.muster.rules.template.TemplateList;
import dev.muster.rules.template.TemplateObject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A notification as templates see it: by the names that Alertmanager's data have, so that templates
 * carry over, and by some of Muster's own for what Alertmanager does not know.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/notifications/#data">the names</a>
 */
record TemplateMail(
    Notification notification, NotificationWords.Context context, NotificationContent content) {
  /** What Go has for no time. */
  private static final Instant NO_TIME = Instant.parse("0001-01-01T00:00:00Z");

  private static final int TEXT = 2_000;

  /** The data. */
  TemplateObject data() {
    var fresh = alerts(notification.fresh(), Kind.FRESH);
    var standing = alerts(notification.standing(), Kind.STANDING);
    var resolved = alerts(notification.resolved(), Kind.RESOLVED);
    var firing = new ArrayList<>(fresh);
    firing.addAll(standing);
    var all = new ArrayList<>(firing);
    all.addAll(resolved);
    var data = new LinkedHashMap<String, Object>();
    data.put("Receiver", receiver());
    data.put("Status", notification.isFiring() ? "firing" : "resolved");
    data.put("Alerts", new TemplateList(all, Map.of("Firing", firing, "Resolved", resolved)));
    data.put("GroupLabels", labels(notification.groupLabels().toMap()));
    data.put("CommonLabels", common(all, "Labels"));
    data.put("CommonAnnotations", common(all, "Annotations"));
    data.put("ExternalURL", externalUrl());
    data.put("New", fresh);
    data.put("StillFiring", standing);
    data.put("Resolved", resolved);
    data.put("Reason", notification.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    data.put("Why", String.join(" ", content.why()));
    data.put("Subject", content.subject());
    data.put("Headline", content.headline());
    return new TemplateObject(data);
  }

  String externalUrl() {
    var page = context.page();
    String address = page == null ? "" : page.toString();
    return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
  }

  private String receiver() {
    return switch (notification.destination()) {
      case Notification.Destination.Mail mail -> String.join(", ", mail.addresses());
      case Notification.Destination.Named named -> named.receiver();
    };
  }

  private List<TemplateObject> alerts(List<Told> some, Kind kind) {
    return some.stream().sorted(NotificationSubject.OLDEST).map(told -> alert(told, kind)).toList();
  }

  private TemplateObject alert(Told told, Kind kind) {
    var alert = told.alert();
    var record = alert.record();
    Long end = record.resolvedAt();
    var words = AlertWords.content(alert, PastValues.Past.UNKNOWN, context.zone());
    var fields = new LinkedHashMap<String, Object>();
    fields.put("Status", alert.isFiring() ? "firing" : "resolved");
    fields.put("Labels", labels(alert.labels().toMap()));
    fields.put("Annotations", labels(annotations(alert, words)));
    fields.put("StartsAt", Instant.ofEpochMilli(record.activeSince()));
    fields.put("EndsAt", end == null ? NO_TIME : Instant.ofEpochMilli(end));
    fields.put("Fingerprint", Fingerprint.of(alert.labels()));
    fields.put("GeneratorURL", web(alert.generatorUrl()));
    fields.put("Client", PlainText.line(record.client(), TEXT));
    fields.put("Type", PlainText.line(record.type(), TEXT));
    fields.put("Value", value(alert));
    fields.put("Limit", limit(alert));
    fields.put("Sentence", words.subject());
    fields.put("Duration", AlertWords.duration(alert, kind, context.zone(), context.now()));
    fields.put("Flapping", told.changes() >= context.alerting().flapChanges());
    fields.put("AcknowledgedBy", PlainText.line(told.acknowledgedBy(), TEXT));
    var page = context.page();
    fields.put("URL", page == null ? "" : NotificationWords.clientPage(page, record).toString());
    boolean open = alert.isFiring() && record.id() > 0;
    fields.put(
        "AckURL", page == null || !open ? "" : NotificationWords.ackPage(page, record).toString());
    var picture = picture(words.subject());
    fields.put("PictureID", picture == null ? "" : picture.png().contentId());
    fields.put("PictureText", picture == null ? "" : picture.words());
    return new TemplateObject(fields);
  }

  private NotificationContent.@Nullable Picture picture(String sentence) {
    return content.parts().stream()
        .flatMap(part -> part.entries().stream())
        .filter(entry -> entry.sentence().equals(sentence))
        .map(Entry::picture)
        .filter(picture -> picture != null)
        .findFirst()
        .orElse(null);
  }

  /** Those of limits have none of their own; templates rely on the two that custom has. */
  private static Map<String, String> annotations(Alert alert, MailContent words) {
    var annotations = new TreeMap<>(alert.annotations());
    if (alert.cause() != null) {
      annotations.put("summary", words.subject());
      annotations.put("description", String.join(" ", words.closing()));
    }
    return annotations;
  }

  private static String value(Alert alert) {
    var record = alert.record();
    var type = LimitType.named(record.type());
    if (alert.cause() != null && type.isPresent()) {
      return AlertWords.hasValue(alert) ? Quantity.value(type.get().unit(), record.value()) : "";
    }
    return Double.isNaN(record.value()) ? "" : Quantity.value(record.value());
  }

  private static String limit(Alert alert) {
    var type = LimitType.named(alert.record().type());
    return alert.cause() != null && type.isPresent() && type.get() != LimitType.OFFLINE
        ? Quantity.limit(type.get().unit(), alert.record().limit())
        : "";
  }

  /** Others' texts: bounded, on one line, with nothing invisible in them. */
  private static TemplateLabels labels(Map<String, String> texts) {
    var clean = new HashMap<String, String>();
    texts.forEach((name, text) -> clean.put(PlainText.line(name, 100), PlainText.line(text, TEXT)));
    return new TemplateLabels(clean);
  }

  private static TemplateLabels common(List<TemplateObject> alerts, String field) {
    var common = new TreeMap<String, String>();
    boolean first = true;
    for (var alert : alerts) {
      if (alert.field(field) instanceof TemplateLabels labels) {
        if (first) {
          common.putAll(labels);
        } else {
          common.entrySet().removeIf(pair -> !pair.getValue().equals(labels.get(pair.getKey())));
        }
        first = false;
      }
    }
    return new TemplateLabels(common);
  }

  /** An address that a browser opens, or "". */
  private static String web(String address) {
    try {
      String scheme = URI.create(address).getScheme();
      return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme) ? address : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
