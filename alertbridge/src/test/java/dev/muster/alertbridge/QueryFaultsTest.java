package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Archive;
import dev.muster.fleet.Fleet;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert about queries that nobody answers. */
final class QueryFaultsTest {
  private static final Fleet FLEET = Notices.fleet(null, List.of(), List.of(Notices.PC));
  private static final LimitQueries.Outage OUTAGE =
      new LimitQueries.Outage(Notices.BEGAN, "nobody listens there");

  @TempDir Path folder;
  private long now = Notices.BEGAN;
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private Archive archive;
  private AlertBridgeApp bridge;
  private QueryFaults faults;

  @BeforeEach
  void start() {
    archive = Archive.open(folder.resolve("archive.db"), clock);
    bridge =
        new AlertBridgeApp(
            new AlertBridgeApp.Parts(
                new FakeQuery(Fleets.INTERVAL),
                null,
                archive.alerts(),
                archive.events(),
                archive.digests(),
                clock,
                MailSender.factory(folder.resolve("mails")),
                ZoneOffset.UTC,
                null,
                new PrometheusRegistry()),
            FLEET);
    faults = new QueryFaults(archive.alerts(), clock, bridge);
  }

  @AfterEach
  void close() {
    bridge.close();
    archive.close();
  }

  private List<String> open() {
    return archive.history().firedOrResolvedSince(now + 1).stream()
        .map(told -> told.record().type() + " " + told.record().detail())
        .toList();
  }

  @Test
  void outage_isAnAlertAfterAMinute_andOverWithTheNextAnswer() {
    now += 59_999;
    faults.check(OUTAGE);
    assertThat(open()).isEmpty();
    now += 1;
    faults.check(OUTAGE);
    faults.check(OUTAGE);
    assertThat(open())
        .containsExactly("query no limit is judged, alerts stay as they are: nobody listens there");
    now += 60_000;
    faults.check(null);
    assertThat(open()).isEmpty();
  }

  @Test
  void outage_overARestart_isOneAlert() {
    now += 60_000;
    faults.check(OUTAGE);
    close();
    start();
    now += 1_000;
    faults.check(new LimitQueries.Outage(now, "away"));
    assertThat(open()).hasSize(1);
    close();
    start();
    now += 1_000;
    faults.check(null);
    assertThat(open()).isEmpty();
  }

  @Test
  void people_areThoseOfTheClients_whereTheDefaultsNameNobody() {
    now += 60_000;
    faults.check(OUTAGE);
    now += 60_000;
    bridge.post(List.of());
    assertThat(archive.status().mails(10))
        .singleElement()
        .satisfies(mail -> {
          assertThat(mail.recipient()).isEqualTo(Notices.PC.mail().getFirst());
          assertThat(mail.subject()).contains("no limit is judged");
        });
  }
}
