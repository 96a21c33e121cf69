package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.OutgoingMail;
import dev.muster.archive.PostedEpisode;
import dev.muster.fleet.Fleet;
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
  private static final int HEADER = 80;

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
    var headers = headers(client.name(), record.type());
    headers.put("X-Muster-State", state);
    var content = AlertMail.of(transition, lastHour, zone, page);
    return toAll(
        client.name(),
        client.mail(),
        content,
        episode + state,
        episode + "firing",
        headers,
        smtp,
        now);
  }

  /**
   * The mails about the beginning or end of an alert that was handed on: to its client's people, or
   * to those of the defaults where it is no client's.
   */
  List<OutgoingMail> about(PostedEpisode episode, Fleet fleet, Instant now) {
    var record = episode.record();
    var client =
        fleet.clients().stream()
            .filter(known -> known.name().equals(record.client()))
            .findFirst()
            .orElse(null);
    var alert = episode.alert();
    String about = "posted\n" + alert.labels() + '\n' + alert.startsAt() + '\n';
    String state = record.state() == AlertRecord.State.FIRING ? "firing" : "resolved";
    var headers = headers(record.client(), PlainText.line(record.type(), HEADER));
    headers.put("X-Muster-State", state);
    var content = PostedMail.of(episode, client, zone, page);
    return toAll(
        client == null ? record.type() : client.name(),
        client == null ? MailFaults.recipients(alert.labels(), fleet.mail()) : client.mail(),
        content,
        about + state,
        about + "firing",
        headers,
        fleet.smtp(),
        now);
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
    return toAll(
        client.name(),
        client.mail(),
        content,
        about,
        about,
        headers(client.name(), "events"),
        smtp,
        now);
  }

  private List<OutgoingMail> toAll(
      String whose,
      List<String> recipients,
      MailContent content,
      String about,
      String replyTo,
      Map<String, String> headers,
      @Nullable Smtp smtp,
      Instant now) {
    if (recipients.isEmpty()) {
      noteNoRecipient(whose);
      return List.of();
    }
    var renderer = new MailRenderer(smtp == null ? LOCAL_SENDER : smtp.from());
    var mails = new ArrayList<OutgoingMail>();
    for (var recipient : new LinkedHashSet<>(recipients)) {
      try {
        mails.add(renderer.render(content, recipient, about, replyTo, headers, now));
      } catch (MailRenderer.UnrenderableException e) {
        metrics.mailFailed(BridgeMetrics.Failure.UNRENDERABLE);
        log.error("mail lost client={} reason={}", whose, e.getMessage());
      }
    }
    return mails;
  }

  private void noteNoRecipient(String client) {
    if (withoutRecipient.size() < REMEMBERED && withoutRecipient.add(client)) {
      log.warn("alerts are kept but mailed to nobody, no mail address client={}", client);
    }
  }

  private static Map<String, String> headers(String client, String type) {
    var headers = new LinkedHashMap<String, String>();
    if (!client.isEmpty()) {
      headers.put("X-Muster-Client", AlertMail.name(client));
    }
    headers.put("X-Muster-Type", type);
    return headers;
  }
}
