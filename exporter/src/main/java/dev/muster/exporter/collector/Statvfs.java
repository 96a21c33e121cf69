package dev.muster.exporter.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.exporter.collector.FilesystemCollector.Inodes;
import dev.muster.exporter.collector.FilesystemCollector.Space;
import java.io.IOException;
import java.util.Arrays;

/** The C library's {@code statvfs}, which unlike Java's {@code FileStore} also tells inodes. */
final class Statvfs {
  private static final int FRAGMENT_SIZE = 0;
  private static final int BLOCKS = 1;
  private static final int BLOCKS_FREE = 2;
  private static final int BLOCKS_AVAILABLE = 3;
  private static final int INODES = 4;
  private static final int INODES_FREE = 5;
  private static final int NUMBERS = 6;

  private Statvfs() {}

  /**
   * Measures the file system that a path is on. Can take as long as the file system does.
   *
   * @throws IOException if the path is not there, may not be reached, or its device fails
   */
  static Space of(String path) throws IOException {
    long[] sizes = new long[NUMBERS];
    if (!(Small.LOADED ? Small.statvfs(withZero(path), sizes) : ForeignStatvfs.fill(path, sizes))) {
      throw new IOException("statvfs of " + path + " failed");
    }
    double fragment = sizes[FRAGMENT_SIZE];
    return new Space(
        sizes[BLOCKS] * fragment,
        sizes[BLOCKS_FREE] * fragment,
        sizes[BLOCKS_AVAILABLE] * fragment,
        new Inodes(sizes[INODES], sizes[INODES_FREE]));
  }

  private static byte[] withZero(String path) {
    byte[] bytes = path.getBytes(UTF_8);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }
}
