package dev.muster.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The write-ahead log as a file. It keeps its length when it starts anew, so how much of it is in
 * use is told by the two salts that its header and each of its frames have: those of the frames
 * that count are the header's (<a href="https://www.sqlite.org/fileformat2.html#walformat">section
 * 4.1 of SQLite's file format</a>).
 */
final class LogFile {
  private static final int HEADER_BYTES = 32;
  private static final int PAGE_SIZE_AT = 8;
  private static final int SALTS_AT = 16;
  private static final int FRAME_HEADER_BYTES = 24;
  private static final int FRAME_SALTS_AT = 8;

  private final Path path;

  LogFile(Path database) {
    this.path = database.resolveSibling(database.getFileName() + "-wal");
  }

  /** How long the file is. */
  long bytes() throws IOException {
    return Files.exists(path) ? Files.size(path) : 0;
  }

  /** How much of it was written since it started anew; about, while it is being written. */
  long bytesInUse() throws IOException {
    if (bytes() <= HEADER_BYTES) {
      return 0;
    }
    // SQLite holds no locks on this file, so that closing it here takes none away.
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long frame = FRAME_HEADER_BYTES + (number(channel, PAGE_SIZE_AT) >>> Integer.SIZE);
      long salts = number(channel, SALTS_AT);
      long used = 0;
      long end = (channel.size() - HEADER_BYTES) / frame;
      while (used < end) {
        long middle = (used + end) >>> 1;
        if (number(channel, HEADER_BYTES + middle * frame + FRAME_SALTS_AT) == salts) {
          used = middle + 1;
        } else {
          end = middle;
        }
      }
      return used * frame;
    }
  }

  /** The eight bytes at a place, or as much of them as there is. */
  private static long number(FileChannel channel, long at) throws IOException {
    var bytes = ByteBuffer.allocate(Long.BYTES);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
      // Until all of them are there, or the file ends.
    }
    return bytes.getLong(0);
  }
}
