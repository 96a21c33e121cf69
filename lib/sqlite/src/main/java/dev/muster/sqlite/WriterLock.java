package dev.muster.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write a database: a lock on the file {@code NAME.lock} beside it. The file says
 * whether the database was made at all, and whether whoever wrote it last let go of it, so that a
 * file that was emptied, or lost its log, is not taken for a new one.
 */
final class WriterLock implements AutoCloseable {
  /**
   * What this process holds. POSIX locks belong to the process, and closing any channel on a file
   * gives up all of them: a second attempt must not even open it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private static final Logger LOG = LoggerFactory.getLogger(WriterLock.class);

  /** What the file says, of one length, so that it can be written anew on a full disk. */
  private static final String OPEN = "open\n";

  private static final String CLOSED = "shut\n";

  private final Path key;
  private final FileChannel channel;

  /** Empty where the database was not opened yet, or by a version that did not say. */
  private final String said;

  private boolean opened;

  private WriterLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
    this.said = read(channel);
  }

  private static String read(FileChannel channel) {
    var bytes = ByteBuffer.allocate(OPEN.length());
    try {
      int length = channel.read(bytes, 0);
      return new String(bytes.array(), 0, Math.max(0, length), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      LOG.debug("msg=\"lock file not read\" reason=\"{}\"", e.getMessage());
      return "";
    }
  }

  private void say(String what) {
    try {
      channel.write(ByteBuffer.wrap(what.getBytes(StandardCharsets.US_ASCII)), 0);
    } catch (IOException e) {
      LOG.debug("msg=\"lock file not written\" reason=\"{}\"", e.getMessage());
    }
  }

  /**
   * Looks for what was lost since the database was written last. A log that is gone is told of: the
   * file is as it was when the log was last moved into it.
   *
   * @throws DatabaseException if the file is empty now
   */
  void requireNothingCut(Path file) {
    try {
      if (!said.isEmpty() && Files.exists(file) && Files.size(file) == 0) {
        throw DatabaseException.ofCut(file);
      }
      if (said.equals(OPEN) && Files.exists(file) && !Files.exists(Path.of(file + "-wal"))) {
        LOG.error(
            "msg=\"write-ahead log is gone: what was written last may be missing\" file={}"
                + " hint=\"no matter after a restore\"",
            file);
      }
    } catch (IOException e) {
      throw Failure.ofFiles(file, e);
    }
  }

  /** The database is there, and is being written from now on. */
  void opened() {
    opened = true;
    say(OPEN);
  }

  static WriterLock take(Path file) {
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    Path key = keyOf(lockFile);
    if (!HELD.add(key)) {
      throw inUse(file);
    }
    FileChannel channel = lock(file, lockFile);
    if (channel == null) {
      HELD.remove(key);
      throw inUse(file);
    }
    return new WriterLock(key, channel);
  }

  private static @Nullable FileChannel lock(Path file, Path lockFile) {
    FileChannel channel = null;
    try {
      Connections.makePrivate(lockFile);
      channel = FileChannel.open(lockFile, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return channel;
      }
      channel.close();
      return null;
    } catch (OverlappingFileLockException e) {
      return null;
    } catch (IOException e) {
      HELD.remove(keyOf(lockFile));
      closeQuietly(channel);
      throw Failure.ofFiles(file, e);
    }
  }

  private static Path keyOf(Path lockFile) {
    Path absolute = lockFile.toAbsolutePath().normalize();
    try {
      Path folder = absolute.getParent();
      return folder == null
          ? absolute
          : folder.toRealPath().resolve(absolute.getFileName().toString());
    } catch (IOException e) {
      return absolute;
    }
  }

  private static DatabaseException inUse(Path file) {
    return new DatabaseException(
        file + ": another Muster process is writing it; stop that one first");
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The failure that led here is the one to tell.
      }
    }
  }

  @Override
  public void close() {
    if (opened) {
      say(CLOSED);
    }
    closeQuietly(channel);
    HELD.remove(key);
  }
}
