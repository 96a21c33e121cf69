package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.fleet.Client;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AlertMailTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final long SINCE = Instant.parse("2026-11-21T09:37:04Z").toEpochMilli();
  private static final long FIRED = Instant.parse("2026-11-21T09:42:07Z").toEpochMilli();
  private static final long RESOLVED = Instant.parse("2026-11-21T11:00:00Z").toEpochMilli();
  private static final URI PAGE = URI.create("https://muster.example.org:10090/");

  private static Client client(String name) {
    return Fleets.client(name, "lab-2", List.of("it@example.org"), false);
  }

  private static AlertRecord firing(LimitType type, double value, double limit, String detail) {
    return new AlertRecord(
        1, "lab2-01", type.xmlName(), State.FIRING, value, limit, detail, SINCE, FIRED, null);
  }

  private static AlertRecord resolved(AlertRecord before, double value, double limit) {
    return new AlertRecord(
        before.id(),
        before.client(),
        before.type(),
        State.RESOLVED,
        value,
        limit,
        before.detail(),
        SINCE,
        FIRED,
        RESOLVED);
  }

  private static LastHour hour(double... values) {
    var points = new ArrayList<LastHour.Point>();
    for (int i = 0; i < values.length; i++) {
      points.add(new LastHour.Point(FIRED - (values.length - 1 - i) * 300_000L, values[i]));
    }
    return new LastHour(points);
  }

  private static void golden(
      String name,
      Transition.Cause cause,
      @Nullable AlertRecord before,
      AlertRecord after,
      @Nullable Limit limit,
      LastHour hour,
      Reading... readings) {
    var transition =
        new Transition(cause, before, after, client("lab2-01"), limit, List.of(readings));
    Golden.assertGolden(name, AlertMail.of(transition, hour, BERLIN, PAGE));
  }

  @Test
  void memory_firing() {
    golden(
        "memory-firing",
        Transition.Cause.FIRED,
        null,
        firing(LimitType.MEMORY, 73.42, 50, ""),
        Fleets.above(LimitType.MEMORY, 50, Duration.ofMinutes(5), 45),
        hour(41, 44, 52, 58, 61, 70, 72, 90, 93.2, 85, 80, 73.42),
        new Reading("", 73.42));
  }

  @Test
  void memory_resolved() {
    var before = firing(LimitType.MEMORY, 73.42, 50, "");
    golden(
        "memory-resolved",
        Transition.Cause.CLEARED,
        before,
        resolved(before, 41, 50),
        Fleets.above(LimitType.MEMORY, 50, Duration.ofMinutes(5), 45),
        hour(73, 73, 72, 70, 41),
        new Reading("", 41));
  }

  @Test
  void disk_firing_namesAllDrivesOverTheLimit() {
    golden(
        "disk-firing",
        Transition.Cause.FIRED,
        null,
        firing(LimitType.DISK, 97.1, 90, "/home"),
        Fleets.above(LimitType.DISK, 90),
        hour(97.1, 97.1, 97.1, 97.1, 97.1, 97.1, 97.1, 97.1, 97.1, 97.1, 97.1, 97.1),
        new Reading("/", 40),
        new Reading("/home", 97.1),
        new Reading("/srv", 90.04));
  }

  @Test
  void offline_firing() {
    golden(
        "offline-firing",
        Transition.Cause.FIRED,
        null,
        firing(LimitType.OFFLINE, 1, 0, ""),
        Fleets.above(LimitType.OFFLINE, 0, Duration.ofMinutes(5), 0),
        hour(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1),
        new Reading("", 1));
  }

  @Test
  void offline_resolved() {
    var before = firing(LimitType.OFFLINE, 1, 0, "");
    golden(
        "offline-resolved",
        Transition.Cause.CLEARED,
        before,
        resolved(before, 0, 0),
        Fleets.above(LimitType.OFFLINE, 0),
        LastHour.UNKNOWN,
        new Reading("", 0));
  }

  @Test
  void uptime_firing() {
    golden(
        "uptime-firing",
        Transition.Cause.FIRED,
        null,
        firing(LimitType.UPTIME, 31 * 86_400 + 4 * 3600, 30 * 86_400, ""),
        Fleets.above(LimitType.UPTIME, 30 * 86_400),
        LastHour.UNKNOWN,
        new Reading("", 31 * 86_400 + 4 * 3600));
  }

  @Test
  void raisedLimit_resolved() {
    var before = firing(LimitType.LOAD, 3.2, 2, "");
    golden(
        "load-limit-changed",
        Transition.Cause.LIMIT_CHANGED,
        before,
        resolved(before, 3.2, 4.5),
        Fleets.above(LimitType.LOAD, 4.5),
        LastHour.UNKNOWN,
        new Reading("", 3.2));
  }

  @Test
  void removedLimit_resolved() {
    var before = firing(LimitType.CPU, 99, 90, "");
    golden(
        "cpu-limit-removed",
        Transition.Cause.LIMIT_REMOVED,
        before,
        resolved(before, 99, 90),
        null,
        LastHour.UNKNOWN);
  }

  @Test
  void value_hardlyOverItsLimit_showsThatItIs() {
    var mail =
        AlertMail.of(
            new Transition(
                Transition.Cause.FIRED,
                null,
                firing(LimitType.MEMORY, 50.004, 50, ""),
                client("lab2-01"),
                Fleets.above(LimitType.MEMORY, 50),
                List.of(new Reading("", 50.004))),
            LastHour.UNKNOWN,
            BERLIN,
            null);
    assertThat(mail.subject()).isEqualTo("lab2-01: memory 50.004% is over its limit of 50%");
  }

  @Test
  void manyDrives_areBounded() {
    var readings = new ArrayList<Reading>();
    for (int i = 0; i < 1000; i++) {
      readings.add(new Reading("/d" + i, 99));
    }
    var mail =
        AlertMail.of(
            new Transition(
                Transition.Cause.FIRED,
                null,
                firing(LimitType.DISK, 99, 90, "/d0"),
                client("lab2-01"),
                Fleets.above(LimitType.DISK, 90),
                readings),
            LastHour.UNKNOWN,
            BERLIN,
            null);
    assertThat(mail.sections().getFirst().lines()).hasSize(51).endsWith("and 950 more");
  }
}
