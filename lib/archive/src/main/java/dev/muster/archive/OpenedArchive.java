package dev.muster.archive;

import dev.muster.sqlite.DatabaseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An archive that was opened whatever its file was like: one that is too damaged gets another name,
 * and a new one is begun, so that monitoring goes on.
 *
 * @param setAside the file that was there, where it was too damaged; else null
 */
public record OpenedArchive(Archive archive, @Nullable Path setAside) {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedArchive.class);

  /** The first bytes of a database, see https://www.sqlite.org/fileformat2.html. */
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /**
   * Opens or makes the archive.
   *
   * @throws DatabaseException as {@link Archive#open(Path, InstantSource, Pace)}, but not for
   *     damage
   */
  public static OpenedArchive open(Path file, InstantSource clock, Pace pace) {
    try {
      return new OpenedArchive(Archive.open(file, clock, pace), null);
    } catch (DatabaseException e) {
      if (!e.isDamage() || !wasDatabase(file)) {
        throw e;
      }
      var aside = setAside(file, clock.instant());
      LOG.error(
          "msg=\"archive too damaged to be opened: kept under another name, a new one begun\""
              + " file={} aside={} reason=\"{}\"",
          file,
          aside,
          e.getMessage());
      return new OpenedArchive(Archive.open(file, clock, pace), aside);
    }
  }

  /**
   * Whether the file begins as databases do, or nearly so, or was cut to nothing: another file is
   * none of ours.
   */
  private static boolean wasDatabase(Path file) {
    byte[] begin = new byte[MAGIC.length];
    try (var in = Files.newInputStream(file)) {
      if (in.readNBytes(begin, 0, begin.length) == 0) {
        return true;
      }
    } catch (IOException e) {
      LOG.debug("msg=\"file not read\" file={} reason=\"{}\"", file, e.getMessage());
      return false;
    }
    int same = 0;
    for (int i = 0; i < MAGIC.length; i++) {
      same += begin[i] == MAGIC[i] ? 1 : 0;
    }
    return same > MAGIC.length / 2;
  }

  /**
   * Renames the file and its log.
   *
   * @return its new name
   * @throws DatabaseException if that cannot be done
   */
  private static Path setAside(Path file, Instant now) {
    var aside = file.resolveSibling(file.getFileName() + ".damaged-" + NAME.format(now));
    try {
      if (Files.exists(aside)) {
        throw new FileAlreadyExistsException(aside.toString());
      }
      // The file last: until then the next start tries again.
      for (String part : List.of("-wal", "-shm", "")) {
        Path from = Path.of(file + part);
        if (Files.exists(from)) {
          Files.move(from, Path.of(aside + part));
        }
      }
      return aside;
    } catch (IOException e) {
      throw new DatabaseException(
          "%s: is damaged and cannot be renamed to %s; move it away, or restore it from a backup"
              .formatted(file, aside.getFileName()),
          e);
    }
  }
}
