package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertStore;
import dev.muster.archive.StoredAlert;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Receiver;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hands every alert on to one Alertmanager as Prometheus does: at once when it begins or ends,
 * again each minute while it fires and for 15 minutes after its end, with an end four minutes ahead
 * while it fires, so that alerts end there too should this program die. What could not be handed on
 * is read from the store again, so that neither an outage nor a restart loses any, for as long as
 * {@link #KEPT}.
 */
final class AlertmanagerFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AlertmanagerFeed.class);

  static final Duration RESEND = Duration.ofMinutes(1);
  static final Duration ENDS_AHEAD = Duration.ofMinutes(4);
  static final Duration RESOLVED_RESENT = Duration.ofMinutes(15);
  static final Duration KEPT = Duration.ofDays(3);
  private static final Duration MOST_WAIT = Duration.ofSeconds(15);
  private static final int BATCH = 256;
  private static final String PATH = "/api/v2/alerts";

  private final Receiver receiver;
  private final AlertStore store;
  private final InstantSource clock;
  private final ReceiverHttp http;
  private final Backoff backoff;
  private final DeliveryMetrics metrics;

  /** What was handed on last of each episode. */
  private final Map<Long, Sent> sent = new HashMap<>();

  private @Nullable Long handedOnUntil;
  private long notBefore;
  private int failures;

  private record Sent(AlertRecord.State state, long time) {}

  AlertmanagerFeed(
      Receiver receiver,
      AlertStore store,
      InstantSource clock,
      ReceiverHttp http,
      Backoff backoff,
      DeliveryMetrics metrics) {
    this.receiver = receiver;
    this.store = store;
    this.clock = clock;
    this.http = http;
    this.backoff = backoff;
    this.metrics = metrics;
  }

  /** Hands on what is due; one caller at a time. */
  void turn(Fleet fleet) {
    long now = clock.millis();
    if (now < notBefore && notBefore - now <= MOST_WAIT.toMillis()) {
      return;
    }
    long since = Math.max(since(now), now - KEPT.toMillis()) - RESOLVED_RESENT.toMillis();
    var all = store.history().firedOrResolvedSince(since);
    var due = all.stream().filter(told -> isDue(told, now)).toList();
    for (int i = 0; i < due.size(); i += BATCH) {
      var batch = due.subList(i, Math.min(due.size(), i + BATCH));
      if (!post(batch, fleet, now)) {
        return;
      }
    }
    sent.keySet().retainAll(all.stream().map(told -> told.record().id()).toList());
    if (!due.isEmpty()) {
      store.setMark(mark(), now);
    }
    handedOnUntil = now;
  }

  private String mark() {
    return "alertmanager " + receiver.name();
  }

  private long since(long now) {
    var until = handedOnUntil;
    return until == null ? Math.min(store.mark(mark(), now), now) : Math.min(until, now);
  }

  private boolean isDue(StoredAlert told, long now) {
    var before = sent.get(told.record().id());
    if (before == null || before.state() != told.record().state()) {
      return true;
    }
    Long end = told.record().resolvedAt();
    boolean stands = end == null || now - end < RESOLVED_RESENT.toMillis();
    return stands && (now - before.time() >= RESEND.toMillis() || before.time() > now);
  }

  private boolean post(List<StoredAlert> batch, Fleet fleet, long now) {
    var alerts = Json.array();
    batch.forEach(told -> alerts.add(json(told, fleet, now)));
    var outcome = http.post(address(receiver), Map.of(), alerts.toString());
    if (!(outcome instanceof MailSender.Outcome.Accepted)) {
      failed(reason(outcome));
      return false;
    }
    batch.forEach(told -> sent.put(told.record().id(), new Sent(told.record().state(), now)));
    metrics.alertmanagerAlerts.labelValues(receiver.name()).inc(batch.size());
    if (failures > 0) {
      log.info(
          "Alertmanager takes alerts again receiver={} failures={}", receiver.name(), failures);
      failures = 0;
    }
    return true;
  }

  /** Where an Alertmanager takes alerts. */
  static URI address(Receiver receiver) {
    String base = receiver.url().toString().replaceFirst("/+$", "");
    return URI.create(base.endsWith(PATH) ? base : base + PATH);
  }

  private static String reason(MailSender.Outcome outcome) {
    return switch (outcome) {
      case MailSender.Outcome.Accepted _ -> "";
      case MailSender.Outcome.Later(String reason) -> reason;
      case MailSender.Outcome.Refused(String reason) -> reason;
      case MailSender.Outcome.Unavailable(String reason, Duration _) -> reason;
    };
  }

  private void failed(String reason) {
    failures++;
    notBefore = clock.millis() + backoff.after(failures, MOST_WAIT).toMillis();
    metrics.alertmanagerFailures.labelValues(receiver.name()).inc();
    if (failures == 1) {
      log.warn("Alertmanager takes no alerts receiver={} reason={}", receiver.name(), reason);
    }
  }

  private static ObjectNode json(StoredAlert told, Fleet fleet, long now) {
    var record = told.record();
    var posted = told.posted();
    Long end = record.resolvedAt();
    long start = Objects.requireNonNullElse(record.firedAt(), record.activeSince());
    var json = Json.object();
    if (posted == null) {
      var alert = alert(told, fleet);
      json.set("labels", Json.texts(alert.labels().toMap()));
      json.set("annotations", Json.texts(alert.annotations()));
    } else {
      start = posted.startsAt();
      json.set("labels", Json.texts(posted.labels().toMap()));
      json.set("annotations", Json.texts(posted.annotations()));
      if (!posted.generatorUrl().isEmpty()) {
        json.put("generatorURL", posted.generatorUrl());
      }
    }
    json.put("startsAt", time(start));
    json.put("endsAt", time(end == null ? now + ENDS_AHEAD.toMillis() : Math.max(end, start)));
    return json;
  }

  private static Alert alert(StoredAlert told, Fleet fleet) {
    var clients = new HashMap<String, Client>();
    fleet.clients().stream()
        .filter(client -> client.name().equals(told.record().client()))
        .forEach(client -> clients.put(client.name(), client));
    var bare = Alerts.of(told, clients);
    return new Alert(
        bare.labels(),
        Map.of("summary", AlertSentence.of(bare, ZoneOffset.UTC)),
        bare.record(),
        "",
        bare.cause(),
        bare.client());
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  @Override
  public void close() {
    http.close();
  }
}
