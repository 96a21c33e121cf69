package dev.muster.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The CRC32C in the last four bytes of a blob, little-endian: of what the blob belongs to, eight
 * bytes each, and of all of its bytes before.
 */
final class Checksum {
  static final int BYTES = 4;

  private Checksum() {}

  /** The bytes with their checksum behind them. */
  static byte[] seal(byte[] bytes, long... belongsTo) {
    var blob = Arrays.copyOf(bytes, bytes.length + BYTES);
    lastFour(blob).putInt(crc(bytes, bytes.length, belongsTo));
    return blob;
  }

  /**
   * How many bytes stand before the checksum.
   *
   * @throws DamagedBlobException if the checksum is not theirs
   */
  static int verify(byte[] blob, long... belongsTo) {
    int length = blob.length - BYTES;
    if (length < 0) {
      throw new DamagedBlobException("the end", blob.length);
    }
    if (lastFour(blob).getInt() != crc(blob, length, belongsTo)) {
      throw new DamagedBlobException("a checksum of other bytes", length);
    }
    return length;
  }

  private static ByteBuffer lastFour(byte[] blob) {
    return ByteBuffer.wrap(blob, blob.length - BYTES, BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  static int crc(byte[] bytes, int length, long... belongsTo) {
    var crc = new CRC32C();
    crc.update(Packed.longs(belongsTo));
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
