package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Client;
import dev.muster.fleet.Smtp;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the mails of a round: one per transition or batch of events, and recipient. */
final class MailDesk {
  private static final Logger log = LoggerFactory.getLogger(MailDesk.class);

  /** The sender where the fleet file names none, as mails then stay on this machine. */
  static final String LOCAL_SENDER = "muster@localhost";

  private static final int REMEMBERED = 10_000;

  private final ZoneId zone;
  private final @Nullable URI page;
  private final BridgeMetrics metrics;
  private final Set<String> withoutRecipient = ConcurrentHashMap.newKeySet();

  MailDesk(ZoneId zone, @Nullable URI page, BridgeMetrics metrics) {
    this.zone = zone;
    this.page = page;
    this.metrics = metrics;
  }

  /** The mails about one transition; the resolved one answers the firing one. */
  List<OutgoingMail> about(
      Transition transition, LastHour lastHour, @Nullable Smtp smtp, Instant now) {
    var record = transition.after();
    var client = transition.client();
    if (client == null) {
      log.warn(
          "nobody to tell that an alert was closed, client not in fleet file client={} type={}",
          AlertMail.name(record.client()),
          record.type());
      return List.of();
    }
    String episode = record.client() + '\n' + record.type() + '\n' + record.activeSince() + '\n';
    String state = transition.isFiring() ? "firing" : "resolved";
    var headers = headers(client, record.type());
    headers.put("X-Muster-State", state);
    var content = AlertMail.of(transition, lastHour, zone, page);
    return toAll(client, content, episode + state, episode + "firing", headers, smtp, now);
  }

  /** The mails that bring events. */
  List<OutgoingMail> about(EventFeed.Batch batch, @Nullable Smtp smtp, Instant now) {
    var client = batch.client();
    var content = EventMail.of(client, batch.events(), zone, page);
    var first = batch.events().getFirst();
    var last = batch.events().getLast();
    String about =
        "events\n%s\n%d\n%d\n%d"
            .formatted(client.name(), first.id(), last.id(), first.event().timeMillis());
    return toAll(client, content, about, about, headers(client, "events"), smtp, now);
  }

  private List<OutgoingMail> toAll(
      Client client,
      MailContent content,
      String about,
      String replyTo,
      Map<String, String> headers,
      @Nullable Smtp smtp,
      Instant now) {
    if (client.mail().isEmpty()) {
      noteNoRecipient(client.name());
      return List.of();
    }
    var renderer = new MailRenderer(smtp == null ? LOCAL_SENDER : smtp.from());
    var mails = new ArrayList<OutgoingMail>();
    for (var recipient : new LinkedHashSet<>(client.mail())) {
      try {
        mails.add(renderer.render(content, recipient, about, replyTo, headers, now));
      } catch (MailRenderer.UnrenderableException e) {
        metrics.mailFailed(BridgeMetrics.Failure.UNRENDERABLE);
        log.error("mail lost client={} reason={}", client.name(), e.getMessage());
      }
    }
    return mails;
  }

  private void noteNoRecipient(String client) {
    if (withoutRecipient.size() < REMEMBERED && withoutRecipient.add(client)) {
      log.warn("alerts are kept but mailed to nobody, no mail address client={}", client);
    }
  }

  private static Map<String, String> headers(Client client, String type) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("X-Muster-Client", AlertMail.name(client.name()));
    headers.put("X-Muster-Type", type);
    return headers;
  }
}
