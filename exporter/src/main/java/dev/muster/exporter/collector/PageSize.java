package dev.muster.exporter.collector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The size of Linux's pages, as the kernel told this process when it started. */
final class PageSize {
  /** In bytes. */
  static final long BYTES = read(Path.of("/proc/self/auxv"));

  private static final long USUAL = 4096;
  private static final long AT_PAGESZ = 6;

  private PageSize() {}

  static long read(Path auxv) {
    try {
      return parse(Files.readAllBytes(auxv));
    } catch (IOException notTold) {
      return USUAL;
    }
  }

  /** From pairs of 64-bit numbers, a kind and its value; the usual size if it is not among them. */
  static long parse(byte[] auxv) {
    LongBuffer numbers = ByteBuffer.wrap(auxv).order(ByteOrder.nativeOrder()).asLongBuffer();
    while (numbers.remaining() >= 2) {
      long kind = numbers.get();
      long value = numbers.get();
      if (kind == AT_PAGESZ) {
        return value;
      }
    }
    return USUAL;
  }
}
