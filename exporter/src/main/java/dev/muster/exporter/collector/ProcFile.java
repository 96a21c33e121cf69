package dev.muster.exporter.collector;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A small file that the kernel writes anew each time it is read from its start, as those under
 * {@code /proc}. It is kept open between readings, and read into one buffer that grows as needed.
 * After a failure the next reading opens it again. Not safe for two threads at once.
 */
public final class ProcFile {
  /**
   * More than the kernel has for thousands of CPUs or mounts; a larger file is not one of those.
   */
  private static final int MAX_BYTES = 64 << 20;

  private final Path path;
  private byte[] buffer = new byte[8192];
  private @Nullable RandomAccessFile file;

  /** A file that is not open yet. */
  public ProcFile(Path path) {
    this.path = path;
  }

  /**
   * The whole text as it is now.
   *
   * @throws IOException if it is not there, or cannot be read
   */
  public String read() throws IOException {
    try {
      if (file == null) {
        file = new RandomAccessFile(path.toFile(), "r");
      } else {
        file.seek(0);
      }
      int length = fill(file);
      return new String(buffer, 0, length, StandardCharsets.UTF_8);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * The whole text as it is now.
   *
   * @throws NoDataException if there is no such file, as with a kernel that lacks the feature
   */
  String readIfThere() throws IOException, NoDataException {
    if (file == null && Files.notExists(path)) {
      throw new NoDataException(path + " is not there");
    }
    return read();
  }

  private int fill(RandomAccessFile from) throws IOException {
    int length = 0;
    while (true) {
      int got = from.read(buffer, length, buffer.length - length);
      if (got < 0) {
        return length;
      }
      length += got;
      if (length == buffer.length) {
        if (length >= MAX_BYTES) {
          throw new IOException(path + " is larger than " + MAX_BYTES + " bytes");
        }
        buffer = Arrays.copyOf(buffer, length * 2);
      }
    }
  }

  private void close() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException ignored) {
        // It was only read from, and its failure is being told already.
      }
      file = null;
    }
  }
}
