package dev.muster.exporter.eventlog;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content of a file that rotation compressed. It can only be unpacked from its start, which is
 * done again where an offset lies before the place reached; going on is cheap.
 */
final class GzipBytes implements LogBytes {
  private static final Logger LOG = LoggerFactory.getLogger(GzipBytes.class);
  private static final int BUFFER = 32 << 10;

  /** The shortest file: a header of 10 bytes and the 8 that end it. */
  private static final int SHORTEST = 18;

  private final FileChannel channel;
  private @Nullable InputStream unpacked;
  private long at;

  GzipBytes(FileChannel channel) {
    this.channel = channel;
  }

  /** From the file's last four bytes, which hold it; right up to 4 GiB, as the format has it. */
  @Override
  public long size(long onDisk) throws IOException {
    if (onDisk < SHORTEST) {
      return 0;
    }
    ByteBuffer last = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (last.hasRemaining()
        && channel.read(last, onDisk - Integer.BYTES + last.position()) > 0) {}
    return Integer.toUnsignedLong(last.getInt(0));
  }

  /** Of a damaged file what can be unpacked. */
  @Override
  public byte[] read(long offset, int length) throws IOException {
    try {
      return unpack(offset, length);
    } catch (ZipException | EOFException damaged) {
      LOG.warn("msg=\"a compressed log is damaged, the rest of it is left out\"", damaged);
      unpacked = null;
      return new byte[0];
    }
  }

  private byte[] unpack(long offset, int length) throws IOException {
    InputStream in = unpacked;
    if (in == null || offset < at) {
      channel.position(0);
      in = new GZIPInputStream(new BufferedInputStream(Channels.newInputStream(channel)), BUFFER);
      unpacked = in;
      at = 0;
    }
    in.skipNBytes(offset - at);
    byte[] read = in.readNBytes(length);
    at = offset + read.length;
    return read;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
