package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was counted in the logs and up to where, kept over a restart. Counts and places are written
 * as one, by renaming: after a crash counting goes on from the last pair written, and what came
 * since is read from the logs again, so that nothing is counted twice or left out.
 *
 * <pre>
 * muster-log-counts 1
 * LOG <i>tab</i> POSITION <i>tab</i> NAME=NUMBER NAME=NUMBER …
 * end
 * </pre>
 *
 * <p>It is written at the end and once a minute at most. Of one older than a day the counts are
 * used and the places are not, for nobody wants last month's errors in today's count.
 */
final class TallyFile {
  private static final Logger LOG = LoggerFactory.getLogger(TallyFile.class);
  private static final String FIRST = "muster-log-counts 1";
  private static final String LAST = "end";
  private static final Duration BETWEEN_WRITES = Duration.ofMinutes(1);
  private static final Duration BETWEEN_SAME_WRITES = Duration.ofHours(1);
  private static final Duration MAX_AGE = Duration.ofDays(1);

  private final @Nullable Path file;
  private final InstantSource clock;
  private Instant written;
  private String content = "";

  TallyFile(@Nullable Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
    this.written = clock.instant();
  }

  /** What was kept, by log; nothing where there is none that can be used. */
  Map<String, LogTally> read() {
    if (file == null) {
      return Map.of();
    }
    try {
      boolean fresh =
          Files.getLastModifiedTime(file).toInstant().isAfter(clock.instant().minus(MAX_AGE));
      return parse(Files.readString(file, UTF_8), fresh);
    } catch (NoSuchFileException firstStart) {
      return Map.of();
    } catch (IOException | IllegalArgumentException e) {
      warn("log counts cannot be read, counting starts from 0 at the logs' end", e);
      return Map.of();
    }
  }

  private static Map<String, LogTally> parse(String text, boolean fresh) {
    String[] lines = text.split("\n", -1);
    if (!lines[0].equals(FIRST) || lines.length < 3 || !lines[lines.length - 2].equals(LAST)) {
      throw new IllegalArgumentException("damaged or of another version");
    }
    Map<String, LogTally> logs = new LinkedHashMap<>();
    for (int i = 1; i < lines.length - 2; i++) {
      int tab = lines[i].indexOf('\t');
      LogTally tally = LogTally.parse(lines[i].substring(tab + 1));
      logs.put(
          lines[i].substring(0, Math.max(tab, 0)),
          fresh ? tally : new LogTally(null, tally.counts()));
    }
    return logs;
  }

  /** Writes if it is time to. */
  synchronized void writeNowAndThen(Map<String, LogTally> logs) {
    if (age().compareTo(BETWEEN_WRITES) >= 0) {
      write(logs);
    }
  }

  /** Also by a clock that was set back since. */
  private Duration age() {
    return Duration.between(written, clock.instant()).abs();
  }

  synchronized void write(Map<String, LogTally> logs) {
    var text = new StringBuilder(FIRST).append('\n');
    new TreeMap<>(logs)
        .forEach((log, tally) -> text.append(log).append('\t').append(tally.text()).append('\n'));
    String all = text.append(LAST).append('\n').toString();
    if (file == null || (all.equals(content) && age().compareTo(BETWEEN_SAME_WRITES) < 0)) {
      return;
    }
    written = clock.instant();
    try {
      Path draft = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(draft, all, UTF_8);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      content = all;
    } catch (IOException e) {
      warn("log counts cannot be kept", e);
    }
  }

  private void warn(String what, Exception e) {
    LOG.warn("msg=\"{}\" file={} reason=\"{}\"", what, file, e.toString());
  }
}
