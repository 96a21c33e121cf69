package dev.muster.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The right to write a database: a lock on the file {@code NAME.lock} beside it. */
final class WriterLock implements AutoCloseable {
  /**
   * What this process holds. POSIX locks belong to the process, and closing any channel on a file
   * gives up all of them: a second attempt must not even open it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private WriterLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
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
      channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
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
    closeQuietly(channel);
    HELD.remove(key);
  }
}
