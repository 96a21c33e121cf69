package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import dev.muster.fleet.Smtp;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole bridge in real time, with a real SMTP server. */
final class AlertBridgeAppTest {
  @TempDir Path folder;
  private final FakeAlertStore store = new FakeAlertStore();
  private final FakeQuery query = new FakeQuery(Fleets.INTERVAL);
  private final FakeEventStore events = new FakeEventStore();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private @Nullable GreenMail server;
  private int port;

  @BeforeEach
  void findPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
  }

  @AfterEach
  void stopServer() {
    if (server != null) {
      server.stop();
    }
  }

  private GreenMail serve() {
    var setup = new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    setup.setServerStartupTimeout(10_000);
    var started = new GreenMail(setup);
    started.start();
    server = started;
    return started;
  }

  private Smtp smtp() {
    return new Smtp("127.0.0.1", port, "muster@example.org", Smtp.Security.PLAIN, "", null, null);
  }

  private AlertBridgeApp app(Fleet fleet, PrometheusRegistry metrics) {
    var parts =
        new AlertBridgeApp.Parts(
            query,
            null,
            store,
            events,
            new FakeDigestStore(),
            InstantSource.system(),
            MailSender.factory(folder),
            ZoneOffset.UTC,
            null,
            metrics);
    return new AlertBridgeApp(parts, fleet);
  }

  private Fleet fleet(double memoryLimit) {
    var client =
        Fleets.client(
            "pc1",
            "",
            List.of("it@example.org"),
            false,
            Fleets.above(LimitType.MEMORY, memoryLimit),
            Fleets.above(LimitType.CPU, 20));
    return Fleets.with(Fleets.AT_ONCE, Fleets.of(smtp(), List.of(client)));
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("not within 30 s: " + what);
      }
      Thread.sleep(5);
    }
  }

  private List<String> received(GreenMail from) {
    return Arrays.stream(from.getReceivedMessages()).map(AlertBridgeAppTest::subject).toList();
  }

  private static String subject(MimeMessage message) {
    try {
      return message.getSubject();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void set(LimitType type, double value) {
    query.set(System.currentTimeMillis(), type, "pc1", "", value);
  }

  @Test
  void serverStoppedInBetween_eachMailArrivesOnce() throws Exception {
    var first = serve();
    set(LimitType.MEMORY, 73.4);
    set(LimitType.CPU, 10);
    try (var app = app(fleet(50), registry)) {
      app.start();
      await("the first mail", () -> received(first).size() == 1);
      assertThat(received(first)).containsExactly("[73.4%] pc1: memory over 50%");
      first.stop();
      set(LimitType.CPU, 99);
      app.signal();
      app.setFleet(fleet(80));
      await("a failed attempt", () -> store.mails().stream().anyMatch(m -> m.attempts() > 1));
      assertThat(store.mails()).hasSize(3);
      var second = serve();
      await(
          "all mails sent",
          () -> store.mails().stream().allMatch(mail -> mail.state().equals("sent")));
      assertThat(received(second))
          .containsExactlyInAnyOrder(
              "[99.0%] pc1: cpu over 20%", "[RESOLVED, 73.4%] pc1: memory over 80%");
    }
  }

  @Test
  void death_betweenAcknowledgementAndCommit_repeatsTheSameMessageId() throws Exception {
    var mails = serve();
    set(LimitType.MEMORY, 73.4);
    store.failSent = true;
    try (var app = app(fleet(50), registry)) {
      app.start();
      await("the mail", () -> mails.getReceivedMessages().length == 1);
    }
    store.failSent = false;
    try (var app = app(fleet(50), new PrometheusRegistry())) {
      app.start();
      await("the mail again", () -> store.mails().getFirst().state().equals("sent"));
    }
    var ids = new ArrayList<String>();
    for (var message : mails.getReceivedMessages()) {
      ids.add(message.getMessageID());
    }
    assertThat(ids).hasSize(2).containsOnly(store.mails().getFirst().mail().messageId());
  }

  @Test
  void resolvedMail_standsBesideTheFiringOne() throws Exception {
    var mails = serve();
    set(LimitType.MEMORY, 73.4);
    try (var app = app(fleet(50), registry)) {
      app.start();
      await("the firing mail", () -> mails.getReceivedMessages().length == 1);
      set(LimitType.MEMORY, 41);
      app.signal();
      await("the resolved mail", () -> mails.getReceivedMessages().length == 2);
    }
    var firing = mails.getReceivedMessages()[0];
    var resolved = mails.getReceivedMessages()[1];
    assertThat(resolved.getSubject()).isEqualTo("[RESOLVED, 41.0%] pc1: memory over 50%");
    assertThat(firing.getSubject()).isEqualTo("[73.4%] pc1: memory over 50%");
    String root = firing.getHeader("References", null);
    assertThat(resolved.getHeader("In-Reply-To")).containsExactly(root);
    assertThat(resolved.getHeader("References")).containsExactly(root);
    assertThat(firing.getHeader("X-Muster-State")).containsExactly("firing");
    assertThat(resolved.getHeader("X-Muster-State")).containsExactly("resolved");
    assertThat(resolved.getHeader("X-Muster-Type")).containsExactly("memory");
  }

  @Test
  void noServerConfigured_keepsMailsAsFiles_untilOneIs() throws Exception {
    set(LimitType.MEMORY, 73.4);
    var local = Fleets.with(Fleets.AT_ONCE, Fleets.of(null, fleet(50).clients()));
    try (var app = app(local, registry)) {
      app.start();
      await("the file", () -> emlFiles() == 1);
      var mails = serve();
      app.setFleet(Fleets.with(Fleets.AT_ONCE, Fleets.of(smtp(), fleet(80).clients())));
      await("the mail", () -> mails.getReceivedMessages().length == 1);
    }
    assertThat(emlFiles()).isEqualTo(1);
  }

  private int emlFiles() {
    String[] files = folder.toFile().list((dir, name) -> name.endsWith(".eml"));
    return files == null ? 0 : files.length;
  }

  @Test
  void nobodyToMail_stateIsStillKept() throws Exception {
    set(LimitType.MEMORY, 73.4);
    var client = Fleets.client("pc1", "", List.of(), false, Fleets.above(LimitType.MEMORY, 50));
    try (var app = app(Fleets.of(null, List.of(client)), registry)) {
      app.start();
      await("the alert", () -> !store.open().isEmpty());
    }
    assertThat(store.open())
        .extracting(AlertRecord::state)
        .containsExactly(AlertRecord.State.FIRING);
    assertThat(store.mails()).isEmpty();
  }

  @Test
  void signal_with300Clients_isCommittedByTheNextRound() throws Exception {
    var clients = new ArrayList<Client>();
    for (int i = 0; i < 300; i++) {
      var limits =
          List.of(
              Fleets.above(LimitType.MEMORY, 50),
              Fleets.above(LimitType.CPU, 90),
              Fleets.above(LimitType.DISK, 90),
              Fleets.above(LimitType.OFFLINE, 0));
      clients.add(
          Fleets.client(
              "pc" + i, "", List.of("it@example.org"), false, limits.toArray(Limit[]::new)));
      for (var limit : limits) {
        query.set(0, limit.type(), "pc" + i, "", 0);
      }
    }
    var rounds = new ArrayList<Double>();
    try (var app = app(Fleets.with(Fleets.AT_ONCE, Fleets.of(null, clients)), registry)) {
      app.start();
      await("the first round", () -> !query.asked.isEmpty());
      for (int i = 0; i < 9; i++) {
        int open = store.open().size();
        query.set(System.currentTimeMillis(), LimitType.MEMORY, "pc" + i, "", 99);
        double before = rounds();
        app.signal();
        await("the alert", () -> store.open().size() > open);
        rounds.add(rounds() - before);
      }
      for (int i = 9; i < 300; i++) {
        query.set(System.currentTimeMillis(), LimitType.MEMORY, "pc" + i, "", 99);
      }
      app.signal();
      await("all alerts", () -> store.open().size() == 300);
      await("all mails", () -> emlFiles() == 300);
    }
    // The one that is under way may have asked already; how long that takes is measured elsewhere.
    assertThat(rounds).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(2));
  }

  /** How many rounds have begun. */
  private double rounds() {
    return registry.scrape(name -> name.equals("muster_alertbridge_rounds")).stream()
        .flatMap(snapshot -> snapshot.getDataPoints().stream())
        .mapToDouble(point -> ((CounterSnapshot.CounterDataPointSnapshot) point).getValue())
        .sum();
  }

  @Test
  void close_takesUnderFiveSeconds_evenWhileTheServerStalls() throws Exception {
    set(LimitType.MEMORY, 73.4);
    try (var stalled = new ServerSocket(port, 1)) {
      var app = app(fleet(50), registry);
      app.start();
      await("a mail", () -> !store.mails().isEmpty());
      try (var connection = stalled.accept()) {
        long start = System.nanoTime();
        app.close();
        assertThat(connection.isConnected()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      }
    }
    assertThat(store.mails().getFirst().state()).isEqualTo("queued");
  }

  @Test
  void metrics_haveTheirNamesAndHelp() throws Exception {
    var _ = app(fleet(50), registry);
    var out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
    String page = out.toString(StandardCharsets.UTF_8);
    assertThat(page.lines().filter(line -> line.startsWith("# TYPE")))
        .containsExactly(
            "# TYPE muster_alertbridge_last_answer_timestamp_seconds gauge",
            "# TYPE muster_alertbridge_last_round_timestamp_seconds gauge",
            "# TYPE muster_alertbridge_mails_failed_total counter",
            "# TYPE muster_alertbridge_mails_queued_total counter",
            "# TYPE muster_alertbridge_mails_sent_total counter",
            "# TYPE muster_alertbridge_open_alerts gauge",
            "# TYPE muster_alertbridge_query_up gauge",
            "# TYPE muster_alertbridge_round_duration_seconds histogram",
            "# TYPE muster_alertbridge_round_failures_total counter",
            "# TYPE muster_alertbridge_rounds_total counter");
    assertThat(page).contains("muster_alertbridge_open_alerts{state=\"pending\"} 0.0");
  }
}
