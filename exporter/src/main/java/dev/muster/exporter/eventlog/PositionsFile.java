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
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to where the logs were counted, kept over a restart: one line, a {@link Cursor}. It is written
 * at the end and once a minute at most, so after a crash a minute may be counted twice; one older
 * than a day is not used, for nobody wants last month's errors in today's count.
 */
final class PositionsFile {
  private static final Logger LOG = LoggerFactory.getLogger(PositionsFile.class);
  private static final Duration BETWEEN_WRITES = Duration.ofMinutes(1);
  private static final Duration MAX_AGE = Duration.ofDays(1);

  private final @Nullable Path file;
  private final InstantSource clock;
  private Instant written;
  private String content = "";

  PositionsFile(@Nullable Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
    this.written = clock.instant();
  }

  /** What was kept; nothing where there is none that can be used. */
  Cursor read() {
    if (file == null) {
      return new Cursor(Map.of());
    }
    try {
      Instant oldest = clock.instant().minus(MAX_AGE);
      if (Files.getLastModifiedTime(file).toInstant().isAfter(oldest)) {
        return Cursor.parse(Files.readString(file, UTF_8).strip());
      }
    } catch (NoSuchFileException firstStart) {
      return new Cursor(Map.of());
    } catch (IOException | BadCursorException e) {
      warn("log positions cannot be read, counting starts at the logs' end", e);
    }
    return new Cursor(Map.of());
  }

  /** Writes if it is time to. */
  synchronized void writeNowAndThen(Cursor cursor) {
    if (Duration.between(written, clock.instant()).compareTo(BETWEEN_WRITES) >= 0) {
      write(cursor);
    }
  }

  synchronized void write(Cursor cursor) {
    String text = cursor.text() + "\n";
    written = clock.instant();
    if (file == null || text.equals(content)) {
      return;
    }
    try {
      Path draft = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(draft, text, UTF_8);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      content = text;
    } catch (IOException e) {
      warn("log positions cannot be kept", e);
    }
  }

  private void warn(String what, Exception e) {
    LOG.warn("msg=\"{}\" file={} reason=\"{}\"", what, file, e.toString());
  }
}
