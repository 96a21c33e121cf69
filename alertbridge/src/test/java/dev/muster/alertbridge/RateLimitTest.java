package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Archive;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Alerting;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No address gets more mails than it may; what exceeds that comes together, and nothing is lost.
 */
final class RateLimitTest {
  private static final int CLIENTS = 40;
  private static final int MOST = 4;

  @TempDir Path folder;
  private final FakeQuery query = new FakeQuery(Fleets.INTERVAL);
  private final List<Notification> told = new ArrayList<>();
  private long now = Notices.BEGAN;
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private final Fleet fleet = fleet();
  private Archive archive;
  private BridgeRound round;
  private OutboxSender outbox;

  private static String name(int client) {
    return "pc%03dx".formatted(client);
  }

  private static Fleet fleet() {
    var clients = new ArrayList<Client>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Fleets.client(
              name(i), "", List.of("a@example.org"), false, Fleets.above(LimitType.MEMORY, 50)));
    }
    var usual = Alerting.DEFAULT;
    var limited =
        new Alerting(
            usual.groupBy(),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            usual.repeatInterval(),
            Duration.ZERO,
            CLIENTS * 2,
            MOST,
            usual.flapChanges(),
            usual.flapWindow(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            null);
    return Fleets.with(limited, Fleets.of(null, clients));
  }

  @BeforeEach
  void open() {
    archive = Archive.open(folder.resolve("archive.db"), clock);
    var metrics = new BridgeMetrics(new PrometheusRegistry());
    var desk = new MailDesk(ZoneOffset.UTC, null, metrics);
    var pipeline =
        new Pipeline(
            archive.alerts(),
            new Silences(List::of, Fleets::noSchedule),
            this::write,
            now,
            fleet,
            metrics);
    round =
        new BridgeRound(
            query,
            pipeline,
            new EventFeed(archive.alerts(), archive.events()),
            desk,
            clock,
            metrics);
    outbox =
        new OutboxSender(
            archive.alerts(),
            clock,
            mail -> new MailSender.Outcome.Accepted(),
            new Backoff(new Random(1)),
            metrics);
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private List<OutgoingMail> write(Notification notification, Fleet inForce, Instant at) {
    told.add(notification);
    return List.of(
        new OutgoingMail(
            "<" + notification.groupKey() + notification.number() + ">",
            "a@example.org",
            "s",
            "t",
            "m"));
  }

  private void step(Duration time) {
    now += time.toMillis();
    round.run(fleet);
    outbox.turn();
  }

  private List<String> names() {
    return told.stream()
        .flatMap(notification -> notification.fresh().stream())
        .map(one -> one.alert().record().client())
        .toList();
  }

  @Test
  void whatExceedsTheLimit_waitsAndComesTogether() {
    for (int i = 0; i < CLIENTS; i++) {
      query.set(now, LimitType.MEMORY, name(i), "", 80);
      step(Duration.ofSeconds(10));
    }
    assertThat(told).hasSize(MOST);
    assertThat(told).extracting(Notification::reason).containsOnly(Notification.Reason.CHANGE);
    close();
    open();
    step(Duration.ofSeconds(10));
    assertThat(told).as("a restart gives no more").hasSize(MOST);
    step(MailBudget.WINDOW);
    assertThat(told.size()).isBetween(MOST + 1, 2 * MOST);
    assertThat(names()).hasSize(CLIENTS).doesNotHaveDuplicates();
    assertThat(told.get(MOST).fresh()).hasSize(CLIENTS - MOST);
  }

  @Test
  void whatWaited_saysSo() {
    for (int i = 0; i < MOST + 2; i++) {
      query.set(now, LimitType.MEMORY, name(i), "", 80);
      step(Duration.ofSeconds(10));
    }
    step(MailBudget.WINDOW);
    assertThat(told.get(MOST).reason()).isEqualTo(Notification.Reason.HELD_BACK);
    assertThat(names()).hasSize(MOST + 2).doesNotHaveDuplicates();
  }

  @Test
  void mailServerAway_leavesNoMoreWaitingThanTheLimit() {
    for (int i = 0; i < CLIENTS; i++) {
      query.set(now, LimitType.MEMORY, name(i), "", 80);
      now += Duration.ofMinutes(5).toMillis();
      round.run(fleet);
    }
    assertThat(told).hasSize(MOST);
    outbox.turn();
    step(MailBudget.WINDOW.plusSeconds(1));
    assertThat(names()).hasSize(CLIENTS).doesNotHaveDuplicates();
  }
}
