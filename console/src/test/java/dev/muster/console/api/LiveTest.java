package dev.muster.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.AlertStore;
import dev.muster.archive.EventRecord;
import dev.muster.archive.OutgoingMail;
import dev.muster.server.Principal;
import dev.muster.server.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes out on live streams, to whom, and when they end. No test waits for a clock. */
@Timeout(240)
class LiveTest {
  private static final long NOW = Stage.NOW.toEpochMilli();

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new Stage(folder, Stage.FLEET, InstantSource.fixed(Stage.NOW), Duration.ofMillis(500));
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private static AlertRecord memory(long id, State state) {
    return new AlertRecord(id, "pc1", "memory", state, 73.4, 50, "", NOW, null, null);
  }

  @Test
  void scrape_isOnTheStream_ofThoseWhoSeeTheClient() throws Exception {
    try (var all = stage.live("admin");
        var lab = stage.live("lab")) {
      assertThat(all.response.statusCode()).isEqualTo(200);
      assertThat(all.response.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      stage.scrape("pc3", NOW, 1, 0.5);
      stage.api.live().changed(LiveTopic.CLIENTS);
      var first = all.next("client");
      assertThat(first.data()).hasSize(1);
      assertThat(first.data().at("/0/name").asString()).isEqualTo("pc3");
      assertThat(first.data().at("/0/memoryPercent").asDouble()).isEqualTo(50);
      assertThat(first.data().at("/0").has("spark")).isFalse();
      stage.scrape("pc1", NOW, 1, 0.25);
      stage.api.live().changed(LiveTopic.CLIENTS);
      assertThat(all.next("client").data().at("/0/name").asString()).isEqualTo("pc1");
      assertThat(lab.next("client").data().at("/0/name").asString()).isEqualTo("pc1");
    }
  }

  @Test
  void alert_isTold_whenItBeginsChangesAndIsOver() throws Exception {
    try (var live = stage.live("admin")) {
      var alerts = stage.archive.alerts();
      var mail = new OutgoingMail("<1@x>", "it@example.org", "s", "t", "m");
      alerts.commit(
          new AlertStore.Round(List.of(memory(0, State.PENDING)), List.of(), List.of(mail), -1));
      stage.api.live().changed(LiveTopic.ALERTS);
      stage.api.live().changed(LiveTopic.MAILS);
      // The count of the client's alerts comes with it.
      assertThat(live.next("client").data().at("/0/alerts/pending").asInt()).isEqualTo(1);
      var began = live.next("alert");
      assertThat(began.data().at("/0/state").asString()).isEqualTo("pending");
      assertThat(live.next("mail").data().at("/0/state").asString()).isEqualTo("queued");
      // The bridge shows what mutes it just after it stored the change: the second look sees it.
      stage.mutes.put(1L, new Mute(List.of(), List.of(), List.of(), true));
      stage.api.live().changed(LiveTopic.ALERTS);
      assertThat(live.next("alert").data().at("/0/mutedBy").asString()).isEqualTo("hours");
      alerts.commit(new AlertStore.Round(List.of(), List.of(1L), List.of(), -1));
      stage.api.live().changed(LiveTopic.ALERTS);
      var over = live.next("alert");
      assertThat(over.data().at("/0/state").asString()).isEqualTo("resolved");
      assertThat(over.data().at("/0/firedAt").isNull()).isTrue();
      assertThat(over.id()).isGreaterThan(began.id());
    }
  }

  @Test
  void events_comeOnce_inTheOrderOfArrival() throws Exception {
    var event = new EventRecord(NOW, "syslog", "error", "cron", "", "line\nbreak");
    stage.archive.events().append("pc1", List.of(event), "1").join();
    try (var live = stage.live("lab")) {
      stage.archive.events().append("pc3", List.of(event), "1").join();
      stage.archive.events().append("pc1", List.of(event, event), "2").join();
      stage.api.live().changed(LiveTopic.EVENTS);
      var told = live.next("event").data();
      assertThat(told.valueStream().map(one -> one.get("id").asLong())).containsExactly(3L, 4L);
      assertThat(told.at("/0/message").asString()).isEqualTo("line\nbreak");
    }
  }

  @Test
  void fleet_andPing_areTold() throws Exception {
    try (var live = stage.live("viewer")) {
      stage.api.live().changed(LiveTopic.FLEET);
      assertThat(live.next("fleet").data()).isEmpty();
      assertThat(live.next("ping").id()).isPositive();
    }
  }

  @Test
  void stream_endsWithItsSession_andWithTheServer() throws Exception {
    try (var viewer = stage.live("viewer");
        var admin = stage.live("admin")) {
      stage.out.add("viewer");
      stage.api.live().changed(LiveTopic.FLEET);
      assertThatThrownBy(() -> viewer.next("none")).isInstanceOf(IOException.class);
      admin.next("fleet");
      stage.api.close();
      assertThatThrownBy(() -> admin.next("none")).isInstanceOf(IOException.class);
    }
    assertThat(stage.get("admin", "/live").statusCode()).isEqualTo(503);
  }

  @Test
  void streams_areBounded_byUserAndInAll() throws Exception {
    var live = stage.api.live();
    for (int i = 0; i < Live.MOST_OF_ONE; i++) {
      live.join(new Principal("viewer", Role.VIEWER, Set.of()), () -> true);
    }
    var refused = stage.get("viewer", "/live");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("viewer has 10 live streams");
    for (int i = live.listeners(); i < Live.MOST_STREAMS; i++) {
      live.join(new Principal("user" + i, Role.VIEWER, Set.of("lab-" + i % 3)), () -> true);
    }
    assertThat(stage.get("admin", "/live").statusCode()).isEqualTo(503);
  }

  @Test
  void listener_thatDoesNotKeepUp_isLetGo() {
    var stream = new LiveStream(new Principal("a", Role.VIEWER, Set.of()), () -> true);
    for (int i = 0; i < 64; i++) {
      stream.send("x".getBytes(StandardCharsets.UTF_8));
      assertThat(stream.isEnded()).isFalse();
    }
    stream.send("x".getBytes(StandardCharsets.UTF_8));
    assertThat(stream.isEnded()).isTrue();
  }

  @Test
  void oneWhoIsGone_isForgotten() throws Exception {
    stage.live("viewer").close();
    while (stage.api.live().listeners() > 0) {
      Thread.onSpinWait(); // The ping finds out; the test's own limit ends it otherwise.
    }
  }
}
