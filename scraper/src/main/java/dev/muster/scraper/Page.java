package dev.muster.scraper;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The bytes of one answer. Closing hands the memory back for the next. */
final class Page implements AutoCloseable {
  /** Memory for answers; as much as there are answers at once. */
  static final class Buffers {
    private static final int FIRST_SIZE = 32 * 1024;
    private static final int LARGEST_KEPT = 1 << 20;
    private static final int MOST_KEPT = 64;

    private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();
    private final Gunzip.Pool gunzips = new Gunzip.Pool();

    /** Unpacks what is read; to be closed. */
    Gunzip gunzip(InputStream packed) throws IOException {
      return gunzips.open(packed);
    }

    private byte[] take() {
      byte[] buffer = free.poll();
      return buffer == null ? new byte[FIRST_SIZE] : buffer;
    }

    private void giveBack(byte[] buffer) {
      if (buffer.length <= LARGEST_KEPT && free.size() < MOST_KEPT) {
        free.add(buffer);
      }
    }
  }

  private final Buffers buffers;
  private byte[] bytes;
  private int length;
  private boolean openMetrics;

  private Page(Buffers buffers) {
    this.buffers = buffers;
    this.bytes = buffers.take();
  }

  /**
   * Reads to the end.
   *
   * @throws ScrapeException if there is more than the limit
   */
  static Page read(InputStream in, long limit, Buffers buffers) throws IOException {
    var page = new Page(buffers);
    boolean whole = false;
    try {
      page.fill(in, limit);
      whole = true;
      return page;
    } finally {
      if (!whole) {
        page.close();
      }
    }
  }

  private void fill(InputStream in, long limit) throws IOException {
    while (true) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(2L * length, Integer.MAX_VALUE - 8));
      }
      int read = in.read(bytes, length, bytes.length - length);
      if (read < 0) {
        return;
      }
      length += read;
      if (length > limit || length == Integer.MAX_VALUE - 8) {
        throw ScrapeException.tooLarge(limit);
      }
    }
  }

  /** Says that it is OpenMetrics rather than the text format 0.0.4. */
  Page asOpenMetrics(boolean said) {
    openMetrics = said;
    return this;
  }

  boolean isOpenMetrics() {
    return openMetrics;
  }

  /** Only the first {@link #length} count. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  @Override
  public void close() {
    buffers.giveBack(bytes);
  }
}
