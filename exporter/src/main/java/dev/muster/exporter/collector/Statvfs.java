package dev.muster.exporter.collector;

import dev.muster.exporter.collector.FilesystemCollector.Inodes;
import dev.muster.exporter.collector.FilesystemCollector.Space;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library's {@code statvfs}, which unlike Java's {@code FileStore} also tells inodes. For
 * 64-bit Linux, where its structure begins with seven 64-bit numbers: block size, fragment size,
 * then blocks (counted in fragments) in all, free, and free for any user, then inodes in all and
 * free.
 */
final class Statvfs {
  /** More than the structure has (112 bytes), whatever the C library. */
  private static final long BYTES = 256;

  private static final int FRAGMENT_SIZE = 1;
  private static final int BLOCKS = 2;
  private static final int BLOCKS_FREE = 3;
  private static final int BLOCKS_AVAILABLE = 4;
  private static final int INODES = 5;
  private static final int INODES_FREE = 6;

  private static final MethodHandle STATVFS = link();

  private Statvfs() {}

  @SuppressWarnings("restricted") // Linking is what this class is for, and its types are checked.
  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("statvfs"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
  }

  /**
   * Measures the file system that a path is on. Can take as long as the file system does.
   *
   * @throws IOException if the path is not there, may not be reached, or its device fails
   */
  static Space of(String path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(BYTES, Long.BYTES);
      if (call(arena.allocateFrom(path), result) != 0) {
        throw new IOException("statvfs of " + path + " failed");
      }
      double fragment = number(result, FRAGMENT_SIZE);
      return new Space(
          number(result, BLOCKS) * fragment,
          number(result, BLOCKS_FREE) * fragment,
          number(result, BLOCKS_AVAILABLE) * fragment,
          new Inodes(number(result, INODES), number(result, INODES_FREE)));
    }
  }

  private static int call(MemorySegment path, MemorySegment result) {
    try {
      return (int) STATVFS.invokeExact(path, result);
    } catch (Throwable e) {
      // The call itself throws nothing; a mismatch of types would be a mistake in this class.
      throw new IllegalStateException(e);
    }
  }

  private static double number(MemorySegment result, int index) {
    return result.getAtIndex(ValueLayout.JAVA_LONG, index);
  }
}
