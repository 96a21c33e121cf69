package dev.muster.exporter.eventlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** The bytes of a log file, wherever in it they are wanted. */
interface LogBytes extends AutoCloseable {
  String COMPRESSED = ".gz";

  /** Opens; what ends in {@code .gz} gives its content. */
  static LogBytes open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    return Objects.toString(path.getFileName()).endsWith(COMPRESSED)
        ? new GzipBytes(channel)
        : new Plain(channel);
  }

  /**
   * How many there are.
   *
   * @param onDisk how many bytes the file has
   */
  long size(long onDisk) throws IOException;

  /** Up to that many bytes from the offset; fewer only at the end. */
  byte[] read(long offset, int length) throws IOException;

  @Override
  void close() throws IOException;

  /** A file as it is. */
  record Plain(FileChannel channel) implements LogBytes {
    @Override
    public long size(long onDisk) {
      return onDisk;
    }

    @Override
    public byte[] read(long offset, int length) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) > 0) {}
      byte[] read = new byte[bytes.position()];
      bytes.flip().get(read);
      return read;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
