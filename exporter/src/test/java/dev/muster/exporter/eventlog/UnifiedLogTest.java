package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnifiedLogTest {
  @TempDir Path folder;

  private static String fixture() throws IOException {
    try (InputStream in = UnifiedLogTest.class.getResourceAsStream("unified.ndjson")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }

  @Test
  void parse_takesEventsAndNothingElse() throws IOException {
    assertThat(fixture().lines().map(UnifiedLogLine::parse).filter(Objects::nonNull))
        .containsExactly(
            new EventRecord(
                Instant.parse("2026-11-21T09:15:30.123456Z"),
                "unified",
                Level.ERROR,
                "opendirectoryd",
                "com.apple.opendirectoryd",
                "Failed to authenticate user <private> (error: 9)."),
            new EventRecord(
                Instant.parse("2026-11-21T09:15:32Z"),
                "unified",
                Level.CRITICAL,
                "kernel",
                "",
                "disk0s2: I/O error.\né"),
            new EventRecord(
                Instant.parse("2026-11-21T09:15:33Z"), "unified", Level.INFO, "x", "", "plain"));
  }

  @Test
  void json_topTextsAreTaken() {
    assertThat(
            JsonStrings.of(
                " { \"a\" : \"x\\\"\\u0041\\n\", \"b\":[1,{\"a\":\"no\"},[]],\"c\":-1.5e3,\"d\":null,"
                    + "\"e\":{},\"f\":\"y\"}"))
        .isEqualTo(Map.of("a", "x\"A\n", "f", "y"));
    assertThat(JsonStrings.of("{}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":\"x}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u00g0\"}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":[1",
      })
  void json_damagedIsRefused(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> JsonStrings.of(json));
  }

  @Test
  void json_deepNestingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonStrings.of("{\"a\":" + "[".repeat(100_000)))
        .withMessageContaining("values in each other");
  }

  private static EventRecord record(String message) {
    return new EventRecord(Instant.EPOCH, "unified", Level.INFO, "x", "", message);
  }

  @Test
  void recent_areReadFromWhereAClientStopped() {
    var recent = new RecentRecords("unified", 255);
    assertThat(recent.end()).isEqualTo("ff.0");
    List.of("a", "b", "c").forEach(message -> recent.add(record(message)));

    EventLogReader.Chunk chunk = recent.read("ff.1", 1);
    assertThat(chunk.entries().getFirst().event().message()).isEqualTo("b");
    assertThat(chunk.next()).isEqualTo("ff.2");
    assertThat(chunk.gap()).isFalse();
    assertThat(recent.read("ff.3", 9)).isEqualTo(new EventLogReader.Chunk(List.of(), "ff.3"));
  }

  @Test
  void recent_anotherRunOrTooLongAgoIsAGap() {
    var recent = new RecentRecords("unified", 255);
    for (int i = 0; i < 2005; i++) {
      recent.add(record("m" + i));
    }

    for (String position : List.of("fe.3", "ff.4", "ff.9999")) {
      EventLogReader.Chunk chunk = recent.read(position, 1);
      assertThat(chunk.gap()).isTrue();
      assertThat(chunk.entries().getFirst().event().message()).isEqualTo("m5");
    }
    assertThat(recent.read("ff.5", 1).gap()).isFalse();
    assertThatExceptionOfType(BadCursorException.class).isThrownBy(() -> recent.read("-", 1));
  }

  @Test
  void recent_longMessagesAreBoundedTogether() {
    var recent = new RecentRecords("unified", 1);
    for (int i = 0; i < 300; i++) {
      recent.add(record("x".repeat(8000)));
    }

    assertThat(recent.read("1.0", 1000).entries()).hasSize((1 << 20) / 8000);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void counter_countsWhatIsStreamed_andAGapWhereItEnded() throws Exception {
    Files.writeString(folder.resolve("ndjson"), fixture());
    Path script =
        Files.writeString(
            folder.resolve("log"),
            """
            #!/bin/sh
            cd %s
            echo "$*" > arguments
            cat ndjson
            while [ ! -e end ]; do sleep 0.05; done
            """
                .formatted(folder));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    var recent = new RecentRecords("unified", 1);
    var kept = new LogTally("ab.7", Map.of("level.error", 4L));
    try (var counter =
        new UnifiedLogCounter(
            recent,
            LogProgram.unifiedLog(script.toString()),
            "messageType == error",
            new LogCounts(EventRules.defaults(), kept))) {
      counter.update();
      await(() -> counter.counts().events(Level.INFO) == 1);
      assertThat(counter.counts().events(Level.ERROR)).isEqualTo(5);
      assertThat(counter.counts().gaps()).isEqualTo(1);
      assertThat(counter.counts().position()).isEqualTo("1.3").isEqualTo(counter.log().end());
      assertThat(Files.readString(folder.resolve("arguments")))
          .isEqualTo("stream --style ndjson --predicate messageType == error\n");

      Files.createFile(folder.resolve("end"));
      await(() -> ended(counter));
      assertThat(counter.counts().gaps()).isEqualTo(2);
      assertThat(counter.counts().readErrors()).isPositive();
    }
  }

  private static boolean ended(LogCounter counter) {
    try {
      counter.update();
      return false;
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("is the predicate right");
      return true;
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant patience = Instant.now().plusSeconds(60);
    boolean met = condition.getAsBoolean();
    while (!met && Instant.now().isBefore(patience)) {
      Thread.sleep(20);
      met = condition.getAsBoolean();
    }
    assertThat(met).isTrue();
  }

  @Test
  void rights_theFilesOwnGroupIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("auth.log"));
    String group =
        Files.readAttributes(file, java.nio.file.attribute.PosixFileAttributes.class)
            .group()
            .getName();
    var refused = new java.nio.file.AccessDeniedException(file.toString());

    assertThat(LogRights.explained(file, refused))
        .hasMessage("%s may not be read by this account; add it to the group \"%s\"", file, group);
    assertThatIOException()
        .isThrownBy(() -> {
          throw LogRights.explained(folder.resolve("none"), refused);
        })
        .withMessageContaining("add it to the group \"adm\"");
  }
}
