package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
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

/** Has mails made for each of those who get them. */
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

  /**
   * One mail to each.
   *
   * @param whose alerts these are, for the log
   * @param about what the mails are about, which gives their Message-IDs
   * @param replyTo what they answer to, or the same as {@code about}
   */
  List<OutgoingMail> toAll(
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
