package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextLogTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final SyslogLine.Parser PARSER =
      new SyslogLine.Parser(InstantSource.fixed(NOW), ZoneOffset.UTC);

  @TempDir Path folder;
  private Path file;
  private Path rotated;
  private TextLog log;

  @BeforeEach
  void setUp() {
    file = folder.resolve("syslog");
    rotated = folder.resolve("syslog.1");
    log = new TextLog("syslog", file, true, PARSER);
  }

  private void write(String text) throws IOException {
    write(file, text.getBytes(UTF_8));
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static List<String> messages(EventLogReader.Chunk chunk) {
    return chunk.entries().stream().map(entry -> entry.event().message()).toList();
  }

  private List<String> after(String position) throws IOException {
    return messages(log.read(position, 1000));
  }

  /** Everything from a position on, one record a call, each from the position of the one before. */
  private List<String> oneByOne(String start) throws IOException {
    List<String> all = new ArrayList<>();
    String position = start;
    for (int call = 0; call < 100; call++) {
      EventLogReader.Chunk chunk = log.read(position, 1);
      all.addAll(messages(chunk));
      if (chunk.next().equals(position)) {
        return all;
      }
      position = chunk.next();
    }
    throw new AssertionError("does not come to an end: " + all);
  }

  @Test
  void read_whatCameAfterTheEnd() throws IOException {
    write("old\n");
    String end = log.end();
    write("one\ntwo\n");

    EventLogReader.Chunk chunk = log.read(end, 1000);

    assertThat(messages(chunk)).containsExactly("one", "two");
    assertThat(after(chunk.next())).isEmpty();
    assertThat(after(chunk.entries().getFirst().next())).containsExactly("two");
    assertThat(chunk.entries().getLast().next()).isEqualTo(chunk.next());
  }

  @Test
  void read_partialLastLineWaits() throws IOException {
    write("old\nhal");
    String end = log.end();
    assertThat(after(end)).isEmpty();
    write("f\n");
    assertThat(after(end)).containsExactly("half");
  }

  @Test
  void read_limit() throws IOException {
    write("");
    String end = log.end();
    write("1\n2\n3\n4\n5\n");
    EventLogReader.Chunk chunk = log.read(end, 2);
    assertThat(messages(chunk)).containsExactly("1", "2");
    assertThat(after(chunk.next())).containsExactly("3", "4", "5");
    assertThat(oneByOne(end)).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void read_rotatedByRenaming() throws IOException {
    write("old\n");
    String end = log.end();
    write("rest one\n");
    Files.move(file, rotated);
    write(rotated, "rest two\n".getBytes(UTF_8));
    write("new\n");
    assertThat(after(end)).containsExactly("rest one", "rest two", "new");
    assertThat(oneByOne(end)).containsExactly("rest one", "rest two", "new");
  }

  @Test
  void read_rotatedButLoggerStillWritesToOldFile() throws IOException {
    write("old\n");
    Files.move(file, rotated);
    write("");
    EventLogReader.Chunk before = log.read(FilePosition.ABSENT, 10);
    String inOld = positionIn(rotated);
    write(rotated, "late\n".getBytes(UTF_8));

    EventLogReader.Chunk late = log.read(inOld, 1000);
    write("new\n");

    assertThat(before.entries()).isEmpty();
    assertThat(messages(late)).containsExactly("late");
    assertThat(after(late.next())).containsExactly("new");
  }

  private String positionIn(Path other) throws IOException {
    return new TextLog("other", other, true, PARSER).end();
  }

  @Test
  void read_rotatedFileEndsWithoutLineFeed() throws IOException {
    write("old\n");
    String end = log.end();
    write("cut off");
    Files.move(file, rotated);
    write("new\n");
    assertThat(after(end)).containsExactly("cut off", "new");
  }

  @Test
  void read_rotatedByCopyAndTruncate() throws IOException {
    write("2026-11-21T11:00:00Z h p: old\n");
    String end = log.end();
    write("2026-11-21T11:00:01Z h p: rest\n");
    Files.copy(file, rotated, StandardCopyOption.COPY_ATTRIBUTES);
    Files.write(file, new byte[0]);
    write("2026-11-21T11:00:02Z h p: new\n");
    assertThat(after(end)).containsExactly("rest", "new");
  }

  @Test
  void read_truncatedInPlace() throws IOException {
    write("a long line that was there before\n");
    String end = log.end();
    Files.write(file, "new\n".getBytes(UTF_8));
    Files.setLastModifiedTime(file, FileTime.from(NOW.plusSeconds(1_000_000_000)));
    assertThat(after(end)).containsExactly("new");
  }

  @Test
  void read_truncatedInPlaceDoesNotRepeatOlderFiles() throws IOException {
    write(rotated, "from last week\n".getBytes(UTF_8));
    Files.setLastModifiedTime(rotated, FileTime.from(NOW.minusSeconds(604_800)));
    write("a long line that was there before\n");
    String end = log.end();
    Files.write(file, "new\n".getBytes(UTF_8));
    assertThat(after(end)).containsExactly("new");
  }

  @Test
  void read_fileGoneGoesOnWithOldestWrittenLater() throws IOException {
    write("seen\n");
    Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(3600)));
    String end = log.end();
    Files.delete(file);
    write(rotated, "missed one\n".getBytes(UTF_8));
    Files.setLastModifiedTime(rotated, FileTime.from(NOW.minusSeconds(1800)));
    write("missed two\n");
    Files.setLastModifiedTime(file, FileTime.from(NOW));
    assertThat(oneByOne(end)).containsExactly("missed one", "missed two");
  }

  @Test
  void read_inodeReusedByAnotherFile() throws IOException {
    write("the first file of this name\n");
    Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(60)));
    String end = log.end();
    FilePosition there = FilePosition.parse(end);
    Files.delete(file);
    write("quite another file, and longer than the first\n");
    int inode = FilePosition.parse(log.end()).inode();
    var reused =
        new FilePosition(inode, there.offset(), there.head(), there.modified(), false).text();
    assertThat(after(reused)).containsExactly("quite another file, and longer than the first");
  }

  @Test
  void read_datedRotation() throws IOException {
    write("old\n");
    String end = log.end();
    write("rest\n");
    Files.move(file, folder.resolve("syslog-20261121"));
    write("new\n");
    write(folder.resolve("syslog.2.gz"), new byte[] {1, 2, 3});
    assertThat(after(end)).containsExactly("rest", "new");
  }

  /** As logrotate does: the content again under another name, with its time. */
  private static void compress(Path from, Path to) throws IOException {
    try (var out = new GZIPOutputStream(Files.newOutputStream(to))) {
      Files.copy(from, out);
    }
    Files.setLastModifiedTime(to, Files.getLastModifiedTime(from));
    Files.delete(from);
  }

  @Test
  void read_rotatedTwiceAndCompressedBetweenTwoReadings() throws IOException {
    write("old\n");
    String end = log.end();
    write("rest of first\n");
    Files.move(file, rotated);
    Files.setLastModifiedTime(rotated, FileTime.from(NOW.minusSeconds(60)));
    compress(rotated, folder.resolve("syslog.2.gz"));
    write("second\n");
    Files.move(file, rotated);
    Files.setLastModifiedTime(rotated, FileTime.from(NOW.minusSeconds(30)));
    write("third\n");
    assertThat(after(end)).containsExactly("rest of first", "second", "third");
    assertThat(oneByOne(end)).containsExactly("rest of first", "second", "third");
    assertThat(log.read(end, 1000).gap()).isFalse();
  }

  @Test
  void read_whileRotatedFileIsBeingCompressed() throws IOException {
    write("old\n");
    String end = log.end();
    write("rest\n");
    Files.move(file, rotated);
    Files.copy(rotated, folder.resolve("copy"));
    compress(folder.resolve("copy"), folder.resolve("syslog.1.gz"));
    write("new\n");
    assertThat(oneByOne(end)).containsExactly("rest", "new");
    Files.delete(rotated);
    assertThat(oneByOne(end)).containsExactly("rest", "new");
  }

  @Test
  void read_compressedFilesOnlyAfterOnesGone() throws IOException {
    write("seen\n");
    Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(3600)));
    String end = log.end();
    Files.delete(file);
    write(rotated, "missed one\n".getBytes(UTF_8));
    Files.setLastModifiedTime(rotated, FileTime.from(NOW.minusSeconds(1800)));
    compress(rotated, folder.resolve("syslog.2.gz"));
    write("missed two\n");
    Files.setLastModifiedTime(file, FileTime.from(NOW));
    assertThat(oneByOne(end)).containsExactly("missed one", "missed two");
    assertThat(log.read(end, 1000).gap()).isTrue();
  }

  @Test
  void read_compressedFileDamaged() throws IOException {
    write("old\n");
    String end = log.end();
    write("x\n".repeat(10_000));
    Files.move(file, rotated);
    Path packed = folder.resolve("syslog.1.gz");
    compress(rotated, packed);
    byte[] bytes = Files.readAllBytes(packed);
    Files.write(packed, Arrays.copyOf(bytes, bytes.length / 2));
    write("new\n");
    assertThat(log.read(end, 100_000).entries().getLast().event().message()).isEqualTo("new");
  }

  @Test
  void read_lineTooLong() throws IOException {
    write("old\n");
    String end = log.end();
    write("x".repeat(700_000) + "\nshort\n");

    List<String> all = oneByOne(end);

    assertThat(all).hasSize(2);
    assertThat(all.getFirst()).isEqualTo("x".repeat(LineBlock.MAX_LINE));
    assertThat(all.getLast()).isEqualTo("short");
  }

  @Test
  void read_lineTooLongAndStillGrowing() throws IOException {
    write("old\n");
    String end = log.end();
    write("x".repeat(9000));
    EventLogReader.Chunk first = log.read(end, 10);
    write("y".repeat(9000));
    EventLogReader.Chunk second = log.read(first.next(), 10);
    write("z\nnext\n");

    assertThat(messages(first)).containsExactly("x".repeat(LineBlock.MAX_LINE));
    assertThat(second.entries()).isEmpty();
    assertThat(after(second.next())).containsExactly("next");
  }

  @Test
  void end_insideLineTooLong() throws IOException {
    write("x".repeat(9000));
    String end = log.end();
    write("rest\nnext\n");
    assertThat(after(end)).containsExactly("next");
  }

  @Test
  void read_invalidUtf8AndBlankLines() throws IOException {
    write("old\n");
    String end = log.end();
    write(file, new byte[] {'a', (byte) 0xff, 'b', '\r', '\n', '\n', ' ', '\n', 'c', '\n'});
    assertThat(oneByOne(end)).containsExactly("a\ufffdb", "c");
  }

  @Test
  void read_moreThanOneGoTakes() throws IOException {
    write("old\n");
    String end = log.end();
    String line = "y".repeat(1000);
    write(String.join("\n", IntStream.range(0, 3000).mapToObj(i -> i + line).toList()) + "\n");

    int records = 0;
    int calls = 0;
    for (String at = end; ; calls++) {
      EventLogReader.Chunk chunk = log.read(at, 100_000);
      records += chunk.entries().size();
      if (chunk.next().equals(at)) {
        break;
      }
      at = chunk.next();
    }

    assertThat(records).isEqualTo(3000);
    assertThat(calls).isBetween(3, 4);
  }

  @Test
  void read_expectedFileMissing() {
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> log.end());
    assertThat(log.present()).isTrue();
  }

  @Test
  void read_optionalFileAppears() throws IOException {
    var optional = new TextLog("syslog", file, false, PARSER);
    assertThat(optional.present()).isFalse();
    String absent = optional.end();
    assertThat(optional.read(absent, 10).entries()).isEmpty();
    write("first\n");
    assertThat(optional.present()).isTrue();
    assertThat(messages(optional.read(absent, 10))).containsExactly("first");
  }

  @Test
  void read_lineWithoutTimeHasTheOneBefore() throws IOException {
    write("");
    String end = log.end();
    write("no time yet\nNov 21 11:00:00 h p: x\n\tat more\n");
    assertThat(log.read(end, 10).entries())
        .extracting(entry -> entry.event().time())
        .containsExactly(
            NOW, Instant.parse("2026-11-21T11:00:00Z"), Instant.parse("2026-11-21T11:00:00Z"));
  }

  @Test
  void read_positionNotOurs() throws IOException {
    write("x\n");
    assertThatExceptionOfType(BadCursorException.class).isThrownBy(() -> log.read("nonsense", 1));
    assertThatExceptionOfType(BadCursorException.class)
        .isThrownBy(() -> log.read("1.ffffffffffffffff.1.1.l", 1));
  }
}
