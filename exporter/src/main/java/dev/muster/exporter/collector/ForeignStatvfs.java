package dev.muster.exporter.collector;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library's {@code statvfs} by {@code java.lang.foreign}, which needs no library of ours. For
 * 64-bit Linux, where its structure begins with seven 64-bit numbers: block size, fragment size,
 * then blocks (counted in fragments) in all, free, and free for any user, then inodes in all and
 * free.
 */
final class ForeignStatvfs {
  /** More than the structure has (112 bytes), whatever the C library. */
  private static final long BYTES = 256;

  private static final int FRAGMENT_SIZE = 1;

  private static final MethodHandle STATVFS = link();

  private ForeignStatvfs() {}

  @SuppressWarnings("restricted") // Linking is what this class is for, and its types are checked.
  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("statvfs"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
  }

  /** Fills {@link Statvfs}' numbers; false if the path cannot be asked about. */
  static boolean fill(String path, long[] sizes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(BYTES, Long.BYTES);
      if (call(arena.allocateFrom(path), result) != 0) {
        return false;
      }
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = result.getAtIndex(ValueLayout.JAVA_LONG, FRAGMENT_SIZE + i);
      }
      return true;
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
}
