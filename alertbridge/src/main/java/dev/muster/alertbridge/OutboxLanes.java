package dev.muster.alertbridge;

import dev.muster.archive.Outbox;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Receiver;
import dev.muster.fleet.Smtp;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An {@link OutboxSender} for mails and one for each receiver, so that none waits for another. What
 * waits for a receiver that the fleet file names no more waits for its return, and is given up in
 * the end.
 */
final class OutboxLanes implements AutoCloseable {
  private static final String MAIL = "";

  private final Outbox store;
  private final InstantSource clock;
  private final MailSender.Factory senders;
  private final BridgeMetrics metrics;
  private final Consumer<OutgoingMail> ended;
  private final Map<String, OutboxSender> lanes = new LinkedHashMap<>();
  private final Map<String, Receiver> receivers = new HashMap<>();
  private @Nullable Smtp smtp;
  private boolean started;

  /**
   * Lanes, not started yet.
   *
   * @param ended told of each mail that was taken or refused for good
   * @throws IllegalArgumentException if no sender can be made for the fleet's settings
   */
  OutboxLanes(
      Outbox store,
      InstantSource clock,
      MailSender.Factory senders,
      BridgeMetrics metrics,
      Consumer<OutgoingMail> ended,
      Fleet fleet) {
    this.store = store;
    this.clock = clock;
    this.senders = senders;
    this.metrics = metrics;
    this.ended = ended;
    smtp = fleet.smtp();
    lanes.put(MAIL, lane(MAIL, senders.to(smtp)));
    setReceivers(fleet);
    metrics.deliveries.watch(store, clock);
  }

  private OutboxSender lane(String receiver, MailSender sender) {
    Consumer<OutgoingMail> told = receiver.equals(MAIL) ? ended : mail -> {};
    return new OutboxSender(
        receiver, store, clock, sender, new Backoff(new Random()), metrics, told);
  }

  synchronized void start() {
    started = true;
    for (String receiver : store.waiting().keySet()) {
      if (!lanes.containsKey(receiver)) {
        lanes.put(receiver, lane(receiver, new GoneReceiver(receiver)));
      }
    }
    lanes.values().forEach(OutboxSender::start);
  }

  /** Something was queued. */
  synchronized void wake() {
    lanes.values().forEach(OutboxSender::wake);
  }

  /**
   * Sends as another fleet file says, and tries all that waits at once.
   *
   * @throws IllegalArgumentException if no sender can be made for it; nothing has changed then
   */
  synchronized void setFleet(Fleet fleet) {
    var mails = lanes.get(MAIL);
    var changed = Objects.equals(smtp, fleet.smtp()) ? null : senders.to(fleet.smtp());
    setReceivers(fleet);
    smtp = fleet.smtp();
    if (changed != null && mails != null) {
      mails.replace(changed);
    }
    lanes.values().forEach(OutboxSender::retryAll);
  }

  private void setReceivers(Fleet fleet) {
    var made = new LinkedHashMap<String, MailSender>();
    var named = new HashMap<String, Receiver>();
    for (var receiver : fleet.alerting().receivers()) {
      if (receiver.kind() != Receiver.Kind.ALERTMANAGER) {
        named.put(receiver.name(), receiver);
        if (!receiver.equals(receivers.get(receiver.name()))) {
          made.put(receiver.name(), new ReceiverSender(receiver, clock));
        }
      }
    }
    for (String before : receivers.keySet()) {
      if (!named.containsKey(before)) {
        made.put(before, new GoneReceiver(before));
      }
    }
    receivers.clear();
    receivers.putAll(named);
    made.forEach(this::use);
  }

  private void use(String receiver, MailSender sender) {
    var known = lanes.get(receiver);
    if (known != null) {
      known.replace(sender);
    } else {
      var lane = lane(receiver, sender);
      lanes.put(receiver, lane);
      if (started) {
        lane.start();
      }
    }
  }

  @Override
  public synchronized void close() {
    lanes.values().forEach(OutboxSender::stopSoon);
    lanes.values().forEach(OutboxSender::close);
  }

  /** Takes nothing. */
  private record GoneReceiver(String name) implements MailSender {
    @Override
    public Outcome send(OutgoingMail mail) {
      return new Outcome.Unavailable("the fleet file has no receiver " + name);
    }
  }
}
