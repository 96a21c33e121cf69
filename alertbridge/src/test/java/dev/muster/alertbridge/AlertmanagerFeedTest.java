package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Receiver;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What an Alertmanager is handed on and when, with the real archive and a moved clock. */
final class AlertmanagerFeedTest {
  @TempDir Path folder;
  private long now = Notices.BEGAN;
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private final Fleet fleet = Notices.fleet(null, List.of(), List.of(Notices.PC));
  private HookServer server;
  private Archive archive;
  private AlertmanagerFeed feed;
  private int seen;

  @BeforeEach
  void open() throws IOException {
    server = new HookServer();
    start();
  }

  private void start() {
    archive = Archive.open(folder.resolve("archive.db"), clock);
    var receiver = Notices.receiver("am", Receiver.Kind.ALERTMANAGER, server.url("/am/"));
    feed =
        new AlertmanagerFeed(
            receiver,
            archive.alerts(),
            clock,
            new ReceiverHttp(receiver, clock, Duration.ofSeconds(20)),
            new Backoff(new Random(1)),
            new DeliveryMetrics(new PrometheusRegistry()));
  }

  private void restart() {
    feed.close();
    archive.close();
    start();
  }

  @AfterEach
  void close() {
    feed.close();
    archive.close();
    server.close();
  }

  private void save(long id, State state, @Nullable Long resolvedAt) {
    var record =
        new AlertRecord(
            id,
            Notices.PC.name(),
            "memory",
            state,
            73.4,
            50,
            "",
            Notices.BEGAN,
            Notices.BEGAN,
            resolvedAt);
    archive.alerts().commit(new AlertStore.Round(List.of(record), List.of(), List.of(), -1));
  }

  /** The alerts that came since the last look. */
  private List<JsonNode> turn() {
    feed.turn(fleet);
    var alerts = new ArrayList<JsonNode>();
    for (var request : server.requests.subList(seen, server.requests.size())) {
      assertThat(request.path()).isEqualTo("/am/api/v2/alerts");
      Json.MAPPER.readTree(request.body()).forEach(alerts::add);
    }
    seen = server.requests.size();
    return alerts;
  }

  private static String text(JsonNode alert, String name) {
    return alert.get(name).asString();
  }

  @Test
  void firing_isHandedOnAtOnceAndEachMinute() {
    save(0, State.FIRING, null);
    var first = turn();
    assertThat(first).hasSize(1);
    assertThat(first.getFirst().get("labels").toString())
        .isEqualTo(
            "{\"alertname\":\"memory\",\"client\":\"pc_1 <lab>\",\"group\":\"lab-2\","
                + "\"instance\":\"10.1.2.1:10100\",\"job\":\"node\",\"type\":\"memory\"}");
    assertThat(text(first.getFirst(), "startsAt")).isEqualTo("2026-11-21T10:42:07Z");
    assertThat(text(first.getFirst(), "endsAt")).isEqualTo("2026-11-21T10:46:07Z");
    assertThat(first.getFirst().get("annotations").get("summary").asString())
        .isEqualTo("pc_1 <lab>: memory 73.4% is over its limit of 50%");
    now += 59_999;
    assertThat(turn()).isEmpty();
    now += 1;
    assertThat(turn()).extracting(a -> text(a, "endsAt")).containsExactly("2026-11-21T10:47:07Z");
  }

  @Test
  void end_isHandedOnAtOnceAndForFifteenMinutes() {
    save(0, State.FIRING, null);
    turn();
    now += 10_000;
    save(1, State.RESOLVED, now);
    assertThat(turn()).extracting(a -> text(a, "endsAt")).containsExactly("2026-11-21T10:42:17Z");
    int resent = 0;
    for (int minute = 0; minute < 30; minute++) {
      now += 60_000;
      resent += turn().size();
    }
    assertThat(resent).isEqualTo(14);
  }

  @Test
  void outage_losesNoBeginningAndNoEnd() {
    save(0, State.FIRING, null);
    turn();
    server.status = 503;
    for (int i = 0; i < 60; i++) {
      now += 60_000;
      if (i == 5) {
        save(1, State.RESOLVED, now);
        save(0, State.FIRING, null);
      }
      if (i == 10) {
        save(2, State.RESOLVED, now);
      }
      turn();
    }
    server.status = 200;
    now += 60_000;
    assertThat(turn())
        .extracting(a -> text(a, "endsAt"))
        .containsExactly("2026-11-21T10:48:07Z", "2026-11-21T10:53:07Z");
  }

  @Test
  void restartDuringAnOutage_losesNoEnd() {
    save(0, State.FIRING, null);
    turn();
    server.status = 503;
    now += 60_000;
    save(1, State.RESOLVED, now);
    turn();
    now += Duration.ofHours(5).toMillis();
    restart();
    server.status = 200;
    assertThat(turn()).extracting(a -> text(a, "endsAt")).containsExactly("2026-11-21T10:43:07Z");
    now += 60_000;
    assertThat(turn()).isEmpty();
  }

  @Test
  void pending_isNotHandedOn() {
    save(0, State.PENDING, null);
    assertThat(turn()).isEmpty();
  }

  @Test
  void manyAlerts_goInBatches() {
    for (int i = 0; i < 300; i++) {
      save(0, State.FIRING, null);
    }
    feed.turn(fleet);
    assertThat(server.bodies())
        .extracting(body -> Json.MAPPER.readTree(body).size())
        .containsExactly(256, 44);
  }
}
