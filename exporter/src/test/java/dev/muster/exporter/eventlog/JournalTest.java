package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The fixture is what journalctl 252 printed for four entries. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "journalctl's stand-in is a shell script")
class JournalTest {
  @TempDir Path folder;

  private static byte[] fixture() throws IOException {
    try (InputStream in = JournalTest.class.getResourceAsStream("journal.export")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private static List<EventRecord> events(InputStream in) throws IOException {
    var export = new JournalExport(in);
    List<EventRecord> events = new ArrayList<>();
    for (Map<String, String> fields = export.next(); fields != null; fields = export.next()) {
      events.add(JournalEntry.of(fields).event());
    }
    return events;
  }

  /** A stand-in for journalctl that keeps its arguments and runs a line of shell. */
  private JournalLog log(String shell) throws IOException {
    return new JournalLog(journalctl(shell));
  }

  private LogProgram journalctl(String shell) throws IOException {
    Path script = folder.resolve("journalctl");
    Files.write(folder.resolve("export"), fixture());
    Files.writeString(
        script, "#!/bin/sh\ncd %s\necho \"$@\" >> arguments\n%s\n".formatted(folder, shell));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return LogProgram.journalctl(script.toString());
  }

  private String arguments() throws IOException {
    return Files.readString(folder.resolve("arguments"));
  }

  @Test
  void export_captured() throws IOException {
    List<EventRecord> events = events(new ByteArrayInputStream(fixture()));
    assertThat(events)
        .extracting(EventRecord::source)
        .containsExactly("sshd", "prog", "pyt", "pyt");
    assertThat(events)
        .extracting(EventRecord::level)
        .containsExactly(Level.ERROR, Level.WARNING, Level.CRITICAL, Level.INFO);
    assertThat(events)
        .extracting(EventRecord::message)
        .containsExactly("boom one", "hello", "two\nli\ufffdne", "noprio");
    assertThat(events.get(2).eventId()).isEqualTo("fc2e22bc6ee647b6b90729ab34a250b1");
    assertThat(events.getFirst().time()).isEqualTo(Instant.parse("2026-11-21T10:58:51.923213Z"));
  }

  @Test
  void export_entryCutOffIsLeftOut() throws IOException {
    byte[] all = fixture();
    byte[] cut = Arrays.copyOf(all, all.length - 1);
    assertThat(events(new ByteArrayInputStream(cut))).hasSize(3);
  }

  @Test
  void export_hugeValueIsCut() throws IOException {
    String text =
        "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\nMESSAGE=" + "m".repeat(100_000) + "\nPRIORITY=3\n\n";
    EventRecord event = events(new ByteArrayInputStream(text.getBytes(UTF_8))).getFirst();
    assertThat(event.message()).hasSizeBetween(8000, JournalExport.MAX_VALUE);
    assertThat(event.level()).isEqualTo(Level.ERROR);
  }

  @Test
  void export_somethingElse() {
    String text = "Hint: You are currently not seeing messages from other users\n" + "x".repeat(99);
    assertThatIOException()
        .isThrownBy(() -> events(new ByteArrayInputStream(text.getBytes(UTF_8))));
  }

  @Test
  void read_afterCursor() throws IOException {
    JournalLog log = log("cat export");
    EventLogReader.Chunk chunk = log.read("s=1f;i=15d;x=99", 2);
    assertThat(chunk.entries()).hasSize(2);
    assertThat(chunk.next()).startsWith("s=").isEqualTo(chunk.entries().getLast().next());
    assertThat(arguments()).contains("--after-cursor=s=1f;i=15d;x=99", "--output=export");
  }

  @Test
  void read_nothingNew() throws IOException {
    EventLogReader.Chunk chunk = log("true").read("s=1f;i=15d", 2);
    assertThat(chunk.entries()).isEmpty();
    assertThat(chunk.next()).isEqualTo("s=1f;i=15d");
  }

  @Test
  void read_cursorThatIsNone() throws IOException {
    JournalLog log = log("cat export");
    assertThatExceptionOfType(BadCursorException.class)
        .isThrownBy(() -> log.read("--file=/etc/shadow", 2));
    assertThat(folder.resolve("arguments")).doesNotExist();
  }

  @Test
  void read_journalctlFails() throws IOException {
    JournalLog log = log("exit 1");
    assertThatIOException()
        .isThrownBy(() -> log.read("s=1f;i=15d", 2))
        .withMessage(
            "journalctl ended with exit code 1; where this account may not read the journal, add it to"
                + " the group \"systemd-journal\"");
    assertThatIOException().isThrownBy(log::end);
  }

  @Test
  void end_emptyJournalIsReadFromItsStart() throws IOException {
    JournalLog empty = log("true");
    assertThat(empty.end()).isEqualTo(JournalLog.START);
    assertThat(log("cat export").read(JournalLog.START, 9).entries()).hasSize(4);
    assertThat(arguments()).doesNotContain("--after-cursor");
  }

  @Test
  void following_countsAndIsStartedAgainWhereItEnded() throws Exception {
    LogProgram journalctl =
        journalctl(
            "case \"$*\" in *--follow*) cat export; while [ ! -e end ]; do sleep 0.05; done ;; esac");
    var log = new JournalLog(journalctl);
    try (var counter =
        new FollowingCounter(
            log, journalctl, new LogCounts(EventRules.defaults(), LogTally.NOTHING))) {
      counter.update();
      await(() -> counter.counts().events(Level.INFO) == 1);
      assertThat(counter.counts().events(Level.CRITICAL)).isEqualTo(1);
      assertThat(counter.counts().matches("coredump")).isEqualTo(1);
      assertThat(counter.counts().readErrors()).isZero();

      Files.createFile(folder.resolve("end"));
      String position = Objects.requireNonNull(counter.counts().position());
      await(() -> fails(counter));

      assertThat(counter.counts().readErrors()).isEqualTo(1);
      await(() -> counter.counts().events(Level.INFO) == 2);
      assertThat(arguments()).contains("--after-cursor=" + position);
    }
  }

  private static boolean fails(LogCounter counter) {
    try {
      counter.update();
      return false;
    } catch (IOException ended) {
      return true;
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(5);
    }
  }
}
