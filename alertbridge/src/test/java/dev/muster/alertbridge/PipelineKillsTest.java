package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import dev.muster.sqlite.DatabaseException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bridge that dies at random moments, right before and right after its commits, and begins anew
 * from the file: what each address was told has no gap and nothing twice.
 */
final class PipelineKillsTest {
  private static final int CLIENTS = 12;
  private static final int STEPS = 1_500;

  @TempDir Path folder;
  private final Random random = new Random(20261121);
  private final Fleet fleet = fleet();
  private final Map<String, Double> values = new HashMap<>();
  private final List<PostedAlert> posted = new ArrayList<>();
  private long now = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private int kills;

  private static Fleet fleet() {
    var clients = new ArrayList<Client>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Fleets.client(
              "pc" + i,
              "lab",
              List.of("it" + i % 2 + "@example.org"),
              false,
              Fleets.above(LimitType.MEMORY, 50),
              Fleets.above(LimitType.CPU, 50)));
    }
    // No mail is ever sent here, so all of them count.
    return Fleets.with(Fleets.mailsPerAddress(1_000_000), Fleets.of(null, clients));
  }

  /** Each alert in a line of its own: {@code new pc1.memory} or {@code over pc1.memory}. */
  private static List<OutgoingMail> written(Notification notification) {
    var lines = new ArrayList<String>();
    notification.fresh().forEach(told -> lines.add("new " + name(told)));
    notification.resolved().forEach(told -> lines.add("over " + name(told)));
    var mails = new ArrayList<OutgoingMail>();
    if (notification.destination() instanceof Notification.Destination.Mail(var addresses)) {
      for (String address : addresses) {
        String id = notification.groupKey() + ' ' + address + ' ' + notification.number();
        mails.add(new OutgoingMail(id, address, String.join(";", lines), id, id));
      }
    }
    return mails;
  }

  private static String name(Notification.Told told) {
    return told.alert().record().client() + '.' + told.alert().record().type();
  }

  /** A store whose commits sometimes fail, before or after they are on the disk. */
  private AlertStore dying(AlertStore real) {
    return (AlertStore)
        Proxy.newProxyInstance(
            AlertStore.class.getClassLoader(),
            new Class<?>[] {AlertStore.class},
            (proxy, method, arguments) -> {
              int luck = method.getName().equals("commit") ? random.nextInt(12) : 2;
              if (luck == 0) {
                throw new DatabaseException("killed before it was written");
              }
              var result = called(real, method, arguments);
              if (luck == 1) {
                throw new DatabaseException("killed after it was written");
              }
              return result;
            });
  }

  private static Object called(AlertStore real, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw Objects.requireNonNullElse(e.getCause(), e);
    }
  }

  private Pipeline begin(AlertStore store) {
    return new Pipeline(
        store,
        new Silences(List::of, Fleets::noSchedule),
        (notification, inForce, date) -> written(notification),
        now,
        fleet,
        new BridgeMetrics(new PrometheusRegistry()));
  }

  private Readings readings() {
    var readings = new Readings();
    for (var type : List.of(LimitType.MEMORY, LimitType.CPU)) {
      var samples = new ArrayList<InstantSample>();
      for (int i = 0; i < CLIENTS; i++) {
        double value = values.getOrDefault(i + type.xmlName(), 10.0);
        samples.add(new InstantSample(Labels.of("client", "pc" + i, "job", "node"), now, value));
      }
      readings.answered(type, samples);
    }
    return readings;
  }

  private void happen() {
    now += 1 + random.nextInt(8_000);
    for (int i = 0; i < random.nextInt(4); i++) {
      String type = random.nextBoolean() ? "memory" : "cpu";
      values.put(random.nextInt(CLIENTS) + type, random.nextBoolean() ? 60.0 : 10.0);
    }
    posted.clear();
    for (int i = 0; i < random.nextInt(3); i++) {
      var labels = Labels.of("alertname", "Posted", "client", "pc" + random.nextInt(CLIENTS));
      long end = random.nextBoolean() ? now : now + 60_000;
      posted.add(new PostedAlert(labels, Map.of(), now, end, "", 1));
    }
  }

  @Test
  void killsAtRandomMoments_loseAndDoubleNothing() {
    try (var archive =
        Archive.open(folder.resolve("archive.db"), () -> Instant.ofEpochMilli(now))) {
      var store = dying(archive.alerts());
      var pipeline = begin(store);
      for (int step = 0; step < STEPS; step++) {
        happen();
        try {
          var _ = pipeline.take(posted, fleet, now);
          var _ = pipeline.judge(fleet, readings(), List.of(), -1, now);
        } catch (DatabaseException e) {
          kills++;
          pipeline = random.nextBoolean() ? begin(store) : pipeline;
        }
      }
      values.clear();
      var last = begin(archive.alerts());
      for (int i = 0; i < 4; i++) {
        now += 40 * 60_000;
        var _ = last.judge(fleet, readings(), List.of(), -1, now);
      }
      assertThat(kills).isGreaterThan(100);
      assertThat(last.alerts()).isEmpty();
      check(archive);
    }
  }

  /** Of each alert beginnings and ends are told in turn, to the same address, and an end last. */
  private static void check(Archive archive) {
    var mails = new ArrayList<>(archive.status().mails(100_000));
    var last = new HashMap<String, String>();
    for (var mail : mails.reversed()) {
      for (String line : mail.subject().split(";", -1)) {
        String[] words = line.split(" ", 2);
        if (words.length == 2) {
          String before = last.put(mail.recipient() + ' ' + words[1], words[0]);
          assertThat(words[0]).as(line).isEqualTo("new".equals(before) ? "over" : "new");
        }
      }
    }
    assertThat(last).hasSizeGreaterThan(2 * CLIENTS).values().containsOnly("over");
  }
}
