package dev.muster.exporter.push;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The file {@code sent}: the number of the last reading that does not wait any more, 8 bytes, and
 * their CRC-32C, 4 bytes. It is written over in place, never forced to the disk: after a power cut
 * readings are sent again, which receivers take as the same samples.
 */
final class SentMark implements AutoCloseable {
  private static final int SIZE = Long.BYTES + Integer.BYTES;

  private final FileChannel file;

  private SentMark(FileChannel file) {
    this.file = file;
  }

  static SentMark open(Path path) throws IOException {
    return new SentMark(
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** The number; 0 where there is none that can be used. */
  long read() throws IOException {
    var bytes = ByteBuffer.allocate(SIZE);
    while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {
      // Once more, for what is missing.
    }
    if (bytes.hasRemaining()) {
      return 0;
    }
    long number = bytes.getLong(0);
    return bytes.getInt(Long.BYTES) == sum(number) ? number : 0;
  }

  void write(long number) throws IOException {
    var bytes = ByteBuffer.allocate(SIZE).putLong(number).putInt(sum(number)).flip();
    while (bytes.hasRemaining()) {
      file.write(bytes, bytes.position());
    }
  }

  private static int sum(long number) {
    var sum = new CRC32C();
    sum.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    return (int) sum.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
