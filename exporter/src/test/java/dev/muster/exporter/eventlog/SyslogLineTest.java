package dev.muster.exporter.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyslogLineTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static EventRecord parse(String line) {
    return new SyslogLine.Parser(InstantSource.fixed(NOW), BERLIN)
        .parse(line, "auth", Instant.EPOCH);
  }

  @Test
  void parse_rfc3164() {
    assertThat(parse("Nov 21 10:18:54 host sshd[812]: error: kex: no match"))
        .isEqualTo(
            new EventRecord(
                Instant.parse("2026-11-21T09:18:54Z"),
                "auth",
                Level.ERROR,
                "sshd",
                "",
                "error: kex: no match"));
  }

  @Test
  void parse_iso8601() {
    assertThat(parse("2026-11-21T10:18:54.123456+00:00 host kernel: [ 1.5] usb 1-1: new device"))
        .isEqualTo(
            new EventRecord(
                Instant.parse("2026-11-21T10:18:54.123456Z"),
                "auth",
                Level.INFO,
                "kernel",
                "",
                "[ 1.5] usb 1-1: new device"));
  }

  @Test
  void parse_priorityCountsMoreThanWords() {
    EventRecord event = parse("<13>Nov  1 00:00:01 host app: error error error");
    assertThat(event.level()).isEqualTo(Level.INFO);
    assertThat(event.time()).isEqualTo(Instant.parse("2026-10-31T23:00:01Z"));
    assertThat(parse("<34>Nov  1 00:00:01 host app: x").level()).isEqualTo(Level.CRITICAL);
  }

  @Test
  void parse_noProgram() {
    EventRecord event = parse("Nov 21 10:18:54 host last message repeated 2 times");
    assertThat(event.source()).isEmpty();
    assertThat(event.message()).isEqualTo("last message repeated 2 times");
  }

  @Test
  void parse_somethingElse() {
    EventRecord event = parse("=== log opened ===");
    assertThat(event.message()).isEqualTo("=== log opened ===");
    assertThat(event.time()).isEqualTo(Instant.EPOCH);
  }

  @ParameterizedTest
  @CsvSource({
    "Nov 21 10:18:54, 2026-11-21T10:18:54Z",
    "Nov 22 11:59:59, 2026-11-22T11:59:59Z",
    "Nov 22 12:00:01, 2025-11-22T12:00:01Z",
    "Dec 31 23:59:59, 2025-12-31T23:59:59Z",
    "Jan  1 00:00:00, 2026-01-01T00:00:00Z",
    "Feb 29 08:00:00, 2024-02-29T08:00:00Z",
    "2026-11-21T10:18:54Z, 2026-11-21T10:18:54Z",
    "2026-11-21 10:18:54, 2026-11-21T10:18:54Z",
    "'2026-11-21 10:18:54,250', 2026-11-21T10:18:54.250Z",
    "2026-11-21T10:18:54-0330, 2026-11-21T13:48:54Z",
    "2026-11-21T10:18:54.5+05:30, 2026-11-21T04:48:54.500Z",
  })
  void time_ofALine(String text, Instant expected) {
    assertThat(SyslogTime.parse(text, NOW, ZoneId.of("UTC"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"Foo 21 10:18:54", "Nov 31 10:18:54", "Nov 21 25:18:54", "2026-13-21T10:18:54Z"})
  void time_impossible(String text) {
    assertThat(SyslogTime.parse(text, NOW, ZoneId.of("UTC"))).isNull();
  }

  @Test
  void time_newYear() {
    Instant justAfter = Instant.parse("2027-01-01T00:00:05Z");
    assertThat(SyslogTime.parse("Dec 31 23:59:58", justAfter, ZoneId.of("UTC")))
        .isEqualTo(Instant.parse("2026-12-31T23:59:58Z"));
    Instant justBefore = Instant.parse("2026-12-31T23:59:58Z");
    assertThat(SyslogTime.parse("Jan  1 00:00:01", justBefore, ZoneId.of("UTC")))
        .isEqualTo(Instant.parse("2027-01-01T00:00:01Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "Kernel panic - not syncing, CRITICAL",
    "Out of memory: Killed process 12, CRITICAL",
    "EXT4-fs error (device sda1), ERROR",
    "Failed to start foo.service, ERROR",
    "prog[12]: segfault at 0, ERROR",
    "Failed password for root from 10.0.0.1, WARNING",
    "pam_unix(sshd:auth): authentication failure; rhost=x, WARNING",
    "Permission denied, WARNING",
    "warning: low disk, WARNING",
    "debug: reading, DEBUG",
    "Accepted publickey for root, INFO",
    "finished with 0 errors, INFO",
    "level=warn msg=\"error was here\", WARNING",
    "time=x level=info msg=\"no error\", INFO",
    "{\"severity\":\"error\"}, ERROR",
    "12:00 [crit] x, CRITICAL",
    "12:00 [12] x error, ERROR",
    "[notice] failed earlier, INFO",
  })
  void level_guessed(String message, Level expected) {
    assertThat(LevelWords.guess(message)).isEqualTo(expected);
  }
}
