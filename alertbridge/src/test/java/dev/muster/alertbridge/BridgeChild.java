package dev.muster.alertbridge;

import dev.muster.archive.Archive;
import dev.muster.fleet.Alerting;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import dev.muster.fleet.Smtp;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The bridge with a real archive as a process of its own, to be killed: its clients cross their
 * limit while their names stand in a file. Arguments: the folder, the mail server's port.
 */
final class BridgeChild {
  static final String CROSSED = "crossed.txt";
  static final int CLIENTS = 3_000;
  private static final Duration SOON = Duration.ofMillis(50);

  private BridgeChild() {}

  static String client(int number) {
    return "pcx%04dx".formatted(number);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var folder = Path.of(arguments[0]);
    var fleet = fleet(Integer.parseInt(arguments[1]));
    var archive = Archive.open(folder.resolve("archive.db"), InstantSource.system());
    var app =
        new AlertBridgeApp(
            new AlertBridgeApp.Parts(
                query(folder.resolve(CROSSED), fleet),
                null,
                archive.alerts(),
                archive.events(),
                archive.digests(),
                InstantSource.system(),
                MailSender.factory(folder.resolve("mails")),
                ZoneOffset.UTC,
                null,
                new PrometheusRegistry()),
            fleet);
    app.start();
    while (!Files.exists(folder.resolve("stop"))) {
      app.signal();
      Thread.sleep(SOON);
    }
    app.close();
    archive.close();
  }

  private static InstantQuery query(Path crossed, Fleet fleet) {
    String memory = LimitType.MEMORY.expression(fleet.scrape().interval());
    String offline = LimitType.OFFLINE.expression(fleet.scrape().interval());
    return (expression, time) -> {
      boolean isMemory = expression.equals(memory);
      if (!isMemory && !expression.equals(offline)) {
        return List.of();
      }
      var over = isMemory ? names(crossed) : Set.<String>of();
      var samples = new ArrayList<InstantSample>(CLIENTS);
      for (var client : fleet.clients()) {
        double value = !isMemory ? 0 : over.contains(client.name()) ? 80 : 20;
        var labels = Labels.of("client", client.name(), "job", "node");
        samples.add(new InstantSample(labels, time, value));
      }
      return samples;
    };
  }

  private static Set<String> names(Path file) {
    try {
      return new HashSet<>(Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fleet fleet(int port) {
    var clients = new ArrayList<Client>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Fleets.client(
              client(i),
              "",
              List.of("a" + i % 7 + "@example.org"),
              false,
              Fleets.above(LimitType.MEMORY, 50)));
    }
    var smtp =
        new Smtp("127.0.0.1", port, "muster@example.org", Smtp.Security.PLAIN, "", null, null);
    var bare = Notices.fleet(smtp, List.of(), clients);
    return new Fleet(
        smtp,
        bare.scrape(),
        bare.archive(),
        bare.global(),
        List.of(),
        List.of(),
        clients,
        List.of(),
        atOnce(),
        List.of());
  }

  /** Each client alone and without a wait, so that each has a mail at its begin and at its end. */
  private static Alerting atOnce() {
    var usual = Alerting.DEFAULT;
    return new Alerting(
        usual.groupBy(),
        Duration.ZERO,
        Duration.ZERO,
        SOON,
        usual.repeatInterval(),
        SOON,
        CLIENTS,
        Integer.MAX_VALUE,
        usual.flapChanges(),
        usual.flapWindow(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null);
  }
}
