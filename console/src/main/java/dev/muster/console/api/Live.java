package dev.muster.console.api;

import dev.muster.server.JsonAnswer;
import dev.muster.server.Principal;
import dev.muster.server.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who listen what changes. What has changed is gathered for 250 ms and looked up once
 * for all of them; a look that takes long is followed by a pause twenty times as long, at most 700
 * ms, so that however much changes little of the processor goes into telling it. Where nobody
 * listens nothing is looked up.
 */
public final class Live implements AutoCloseable {
  static final int MOST_STREAMS = 200;
  static final int MOST_OF_ONE = 10;

  private static final Logger log = LoggerFactory.getLogger(Live.class);
  private static final long SHORTEST = Duration.ofMillis(250).toNanos();
  private static final long LONGEST = Duration.ofMillis(700).toNanos();
  private static final int SHARE = 20;

  private final Parts parts;
  private final LiveState state;
  private final long pingNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Set<String>, LiveView> views = new HashMap<>();
  private final Set<LiveTopic> topics = ConcurrentHashMap.newKeySet();
  private final Thread teller;
  private volatile boolean heard;
  private volatile boolean closed;
  private boolean alertsAgain;
  private long id;

  Live(Parts parts, AlertViews alerts, ClientViews clients, Duration ping) {
    this.parts = parts;
    this.state = new LiveState(parts, alerts, clients);
    this.pingNanos = ping.toNanos();
    this.teller = Thread.ofVirtual().name("console-live").start(this::run);
  }

  /** Something of this kind was stored just now. Returns at once; from any thread. */
  public void changed(LiveTopic topic) {
    if (heard && topics.add(topic)) {
      LockSupport.unpark(teller);
    }
  }

  /**
   * A new listener, who is told of all that changes from now on.
   *
   * @param session whether it is still logged in
   * @throws Refused where there are too many
   */
  LiveStream join(Principal principal, BooleanSupplier session) {
    lock.lock();
    try {
      var all = streams();
      if (closed || all.size() >= MOST_STREAMS) {
        throw Refused.of(503, "there are " + MOST_STREAMS + " live streams; try again later");
      }
      long own =
          all.stream().filter(one -> one.principal().name().equals(principal.name())).count();
      if (own >= MOST_OF_ONE) {
        throw Refused.of(
            429,
            "too_many",
            principal.name() + " has " + MOST_OF_ONE + " live streams; close one of them");
      }
      var fleet = parts.fleet().get();
      if (views.isEmpty()) {
        heard = true;
        state.begin(fleet);
      }
      var stream = new LiveStream(principal, session);
      views
          .computeIfAbsent(
              principal.groups(),
              groups -> new LiveView(principal, parts.readings().records(), fleet))
          .add(stream);
      return stream;
    } finally {
      lock.unlock();
    }
  }

  void leave(LiveStream stream) {
    lock.lock();
    try {
      forget(stream);
    } finally {
      lock.unlock();
    }
  }

  private void forget(LiveStream stream) {
    var view = views.get(stream.principal().groups());
    if (view != null && !view.remove(stream)) {
      views.remove(stream.principal().groups());
      heard = !views.isEmpty();
    }
  }

  /** How many listen. */
  int listeners() {
    lock.lock();
    try {
      return streams().size();
    } finally {
      lock.unlock();
    }
  }

  private List<LiveStream> streams() {
    var all = new ArrayList<LiveStream>();
    views.values().forEach(view -> all.addAll(view.streams()));
    return all;
  }

  private void run() {
    long pause = 0;
    long pinged = System.nanoTime();
    while (awaitTurn(pause, pinged)) {
      long start = System.nanoTime();
      boolean ping = start - pinged >= pingNanos;
      pinged = ping ? start : pinged;
      lock.lock();
      try {
        turn(ping);
      } catch (RuntimeException e) {
        log.warn("msg=\"listeners were not told\" reason=\"{}\"", e.toString());
      } finally {
        lock.unlock();
      }
      pause = Math.clamp((System.nanoTime() - start) * SHARE, SHORTEST, LONGEST);
    }
  }

  /** Waits for the pause, then for a change or the next ping; false when closed. */
  private boolean awaitTurn(long pause, long pinged) {
    long start = System.nanoTime();
    while (!closed) {
      long now = System.nanoTime();
      long rest = pause - (now - start);
      boolean idle = topics.isEmpty() && !alertsAgain;
      long left = rest > 0 || !idle ? rest : pingNanos - (now - pinged);
      if (left <= 0) {
        return true;
      }
      LockSupport.parkNanos(this, left);
    }
    return false;
  }

  private void turn(boolean ping) {
    if (ping) {
      List.copyOf(views.values()).forEach(view -> send(view, "ping", List.of()));
    }
    var now = EnumSet.noneOf(LiveTopic.class);
    for (var topic : LiveTopic.values()) {
      if (topics.remove(topic)) {
        now.add(topic);
      }
    }
    boolean again = alertsAgain;
    // The bridge stores a change first and shows it just after, so alerts are looked at twice.
    alertsAgain = now.contains(LiveTopic.ALERTS);
    if (again) {
      now.add(LiveTopic.ALERTS);
    }
    if (!views.isEmpty() && !now.isEmpty()) {
      tell(now);
    }
  }

  private void tell(Set<LiveTopic> what) {
    var fleet = parts.fleet().get();
    List<AlertView> alerts = what.contains(LiveTopic.ALERTS) ? state.newAlerts() : List.of();
    boolean moved = what.contains(LiveTopic.CLIENTS) || what.contains(LiveTopic.FLEET);
    List<ClientView> clients = moved || !alerts.isEmpty() ? state.newClients(fleet) : List.of();
    List<EventView> events = what.contains(LiveTopic.EVENTS) ? state.newEvents() : List.of();
    for (var view : List.copyOf(views.values())) {
      if (what.contains(LiveTopic.FLEET)) {
        send(view, "fleet", List.of());
      }
      if (what.contains(LiveTopic.ENROLLMENTS)) {
        send(view, "enrollment", List.of());
      }
      sendSome(view, "client", view.clients(clients));
      sendSome(view, "alert", view.alerts(alerts, fleet));
      sendSome(view, "event", view.events(events, fleet));
      if (what.contains(LiveTopic.MAILS)) {
        sendSome(view, "mail", view.newMails(fleet));
      }
    }
  }

  private void sendSome(LiveView view, String event, List<?> data) {
    if (!data.isEmpty()) {
      send(view, event, data);
    }
  }

  private void send(LiveView view, String event, List<?> data) {
    id++;
    var message =
        ("id: "
                + id
                + "\nevent: "
                + event
                + "\ndata: "
                + JsonAnswer.JSON.writeValueAsString(data)
                + "\n\n")
            .getBytes(StandardCharsets.UTF_8);
    for (var stream : List.copyOf(view.streams())) {
      stream.send(message);
      if (stream.isEnded()) {
        forget(stream);
      }
    }
  }

  /** Ends all streams. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      streams().forEach(LiveStream::end);
      LockSupport.unpark(teller);
    } finally {
      lock.unlock();
    }
  }
}
