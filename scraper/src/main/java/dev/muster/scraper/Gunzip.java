package dev.muster.scraper;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952, any number of members) as it is read, with memory and an inflater that go
 * from one answer to the next. What stands behind the last member and is none is passed over, as
 * {@link java.util.zip.GZIPInputStream} does. Closing hands the memory back.
 */
final class Gunzip extends InputStream {
  /** As many as there are packed answers at once. */
  static final class Pool {
    private static final int MOST_KEPT = 16;

    private final ConcurrentLinkedQueue<Gunzip> free = new ConcurrentLinkedQueue<>();

    /** Begins to unpack. */
    Gunzip open(InputStream packed) throws IOException {
      var kept = free.poll();
      var gunzip = kept == null ? new Gunzip(this) : kept;
      boolean begun = false;
      try {
        gunzip.begin(packed);
        begun = true;
        return gunzip;
      } finally {
        if (!begun) {
          gunzip.close();
        }
      }
    }
  }

  private static final int MAGIC = 0x8b1f;
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final Pool pool;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] chunk = new byte[8192];
  private InputStream packed = InputStream.nullInputStream();
  private int position;
  private int length;
  private boolean ended;
  private boolean open;

  private Gunzip(Pool pool) {
    this.pool = pool;
  }

  private void begin(InputStream in) throws IOException {
    open = true;
    packed = in;
    position = 0;
    length = 0;
    ended = false;
    if (readShort() != MAGIC) {
      throw new ZipException("not gzip");
    }
    beginMember();
  }

  /** Reads the rest of a header, behind its magic number. */
  private void beginMember() throws IOException {
    crc.reset();
    crc.update(MAGIC & 0xff);
    crc.update(MAGIC >> 8);
    if (readHeaderByte() != DEFLATE) {
      throw new ZipException("not deflate");
    }
    int flags = readHeaderByte();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(readHeaderByte() | (readHeaderByte() << 8));
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0 && readShort() != (crc.getValue() & 0xffff)) {
      throw new ZipException("damaged gzip header");
    }
    inflater.reset();
    inflater.setInput(chunk, position, length - position);
    crc.reset();
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      int _ = readHeaderByte();
    }
  }

  private void skipText() throws IOException {
    int c;
    do {
      c = readHeaderByte();
    } while (c != 0);
  }

  private int readHeaderByte() throws IOException {
    int b = readByte();
    crc.update(b);
    return b;
  }

  private int readShort() throws IOException {
    int low = readByte();
    return low | (readByte() << 8);
  }

  private int readByte() throws IOException {
    if (position == length && !fill()) {
      throw new EOFException("gzip ends early");
    }
    return chunk[position++] & 0xff;
  }

  private boolean fill() throws IOException {
    position = 0;
    length = Math.max(0, packed.read(chunk, 0, chunk.length));
    return length > 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int wanted) throws IOException {
    Objects.checkFromIndexSize(offset, wanted, bytes.length);
    while (!ended && wanted > 0) {
      int read = inflate(bytes, offset, wanted);
      if (read > 0) {
        crc.update(bytes, offset, read);
        return read;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsDictionary()) {
        throw new ZipException("gzip wants a dictionary");
      } else if (fill()) {
        inflater.setInput(chunk, 0, length);
      } else {
        throw new EOFException("gzip ends early");
      }
    }
    return wanted == 0 ? 0 : -1;
  }

  private int inflate(byte[] bytes, int offset, int wanted) throws ZipException {
    try {
      return inflater.inflate(bytes, offset, wanted);
    } catch (DataFormatException e) {
      throw (ZipException) new ZipException("damaged deflate data").initCause(e);
    }
  }

  private void endMember() throws IOException {
    position = length - inflater.getRemaining();
    long sum = readShort() | ((long) readShort() << 16);
    long size = readShort() | ((long) readShort() << 16);
    if (sum != crc.getValue() || size != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw new ZipException("damaged gzip trailer");
    }
    if (position < length || fill()) {
      nextMember();
    } else {
      ended = true;
    }
  }

  private void nextMember() throws IOException {
    try {
      if (readShort() == MAGIC) {
        beginMember();
        return;
      }
    } catch (EOFException | ZipException _) {
      // no further member
    }
    ended = true;
    while (fill()) {
      // to the end of the answer, so that its connection can be used again
    }
  }

  @Override
  public void close() {
    packed = InputStream.nullInputStream();
    if (open) {
      open = false;
      if (pool.free.size() < Pool.MOST_KEPT) {
        pool.free.add(this);
      } else {
        inflater.end();
      }
    }
  }
}
