package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertStore;
import dev.muster.archive.Outbox;
import dev.muster.fleet.Fleet;
import dev.muster.metrics.AlertReceiver;
import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes an alert of an address that takes no mails for good: type {@code mail}, with the address
 * and the server's words. It is told to the others whom the defaults name, never to the address
 * itself, and is over once a mail to it is taken again or the fleet file names it no more. What it
 * knows stands in the outbox, so that a restart changes nothing.
 */
final class MailFaults {
  static final String TYPE = "mail";
  private static final String ADDRESS = "address";

  /** How long ago a refusal may be that nobody has been told of. */
  private static final Duration NEWS = Duration.ofDays(7);

  /** It stands until it is said to be over. */
  private static final Duration STANDS = Duration.ofDays(3650);

  private final AlertStore store;
  private final InstantSource clock;
  private final AlertReceiver alerts;
  private final AtomicBoolean news = new AtomicBoolean(true);
  private @Nullable Fleet checked;

  MailFaults(AlertStore store, InstantSource clock, AlertReceiver alerts) {
    this.store = store;
    this.clock = clock;
    this.alerts = alerts;
  }

  /** A mail was taken or refused for good; from any thread. */
  void ended() {
    news.set(true);
  }

  /** Begins and ends alerts as the outbox has it; one caller at a time. */
  void check(Fleet fleet) {
    if (!news.getAndSet(false) && fleet.equals(checked)) {
      return;
    }
    try {
      var changed = changes(fleet);
      if (!changed.isEmpty()) {
        alerts.post(changed);
      }
      checked = fleet;
    } catch (RuntimeException e) {
      news.set(true);
      throw e;
    }
  }

  private List<PostedAlert> changes(Fleet fleet) {
    long now = clock.millis();
    var open = open(now);
    long since = now - NEWS.toMillis();
    for (var alert : open.values()) {
      since = Math.min(since, alert.startsAt());
    }
    var known = addresses(fleet);
    var refused = new HashMap<String, Outbox.Refusal>();
    store.refusals(since).stream()
        .filter(refusal -> known.contains(refusal.address()))
        .forEach(refusal -> refused.put(refusal.address(), refusal));
    var changed = new ArrayList<PostedAlert>();
    refused.forEach((address, refusal) -> {
      if (!open.containsKey(address)) {
        changed.add(alert(refusal, refusal.time(), now + STANDS.toMillis()));
      }
    });
    open.forEach((address, alert) -> {
      if (!refused.containsKey(address)) {
        changed.add(over(alert, now));
      }
    });
    return changed;
  }

  private Map<String, PostedAlert> open(long now) {
    var open = new HashMap<String, PostedAlert>();
    for (var told : store.history().firedOrResolvedSince(now + 1)) {
      var alert = told.posted();
      boolean firing = told.record().state() == AlertRecord.State.FIRING;
      if (alert != null && firing && isMailFault(alert.labels())) {
        open.put(alert.labels().get(ADDRESS), alert);
      }
    }
    return open;
  }

  /** Whether these are the labels of an alert made here. */
  static boolean isMailFault(Labels labels) {
    return labels.get("type").equals(TYPE) && !labels.get(ADDRESS).isEmpty();
  }

  /** Who is told of an alert: not the address that takes no mails. */
  static List<String> recipients(Labels labels, List<String> addresses) {
    String failing = isMailFault(labels) ? labels.get(ADDRESS) : "";
    return addresses.stream().filter(address -> !address.equals(failing)).toList();
  }

  private static PostedAlert alert(Outbox.Refusal refusal, long startsAt, long endsAt) {
    return new PostedAlert(
        Labels.builder()
            .set("alertname", TYPE)
            .set("type", TYPE)
            .set(ADDRESS, refusal.address())
            .build(),
        Map.of(
            "summary",
            "mails to " + refusal.address() + " are refused for good: " + refusal.words()),
        startsAt,
        endsAt,
        "",
        Double.NaN);
  }

  private static PostedAlert over(PostedAlert alert, long now) {
    return new PostedAlert(
        alert.labels(), alert.annotations(), alert.startsAt(), now, "", Double.NaN);
  }

  /** Every address that the fleet file names. */
  private static Set<String> addresses(Fleet fleet) {
    var addresses = new HashSet<>(fleet.mail());
    fleet
        .clients()
        .forEach(client -> {
          addresses.addAll(client.mail());
          addresses.addAll(client.alerting().escalateTo());
        });
    fleet.alerting().digests().forEach(digest -> addresses.addAll(digest.mail()));
    return addresses;
  }
}
