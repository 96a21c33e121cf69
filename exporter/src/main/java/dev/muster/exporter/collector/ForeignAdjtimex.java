package dev.muster.exporter.collector;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library's {@code adjtimex} by {@code java.lang.foreign}, which needs no library of ours.
 */
final class ForeignAdjtimex {
  private static final MethodHandle ADJTIMEX = link();

  private ForeignAdjtimex() {}

  @SuppressWarnings("restricted") // Linking is what this class is for, and its types are checked.
  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("adjtimex"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  }

  /** Fills the structure in; the C function's answer. */
  static int call(long[] words) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timex = arena.allocate((long) words.length * Long.BYTES, Long.BYTES);
      int answer = call(timex);
      MemorySegment.copy(timex, ValueLayout.JAVA_LONG, 0, words, 0, words.length);
      return answer;
    }
  }

  private static int call(MemorySegment timex) {
    try {
      return (int) ADJTIMEX.invokeExact(timex);
    } catch (Throwable e) {
      // The call itself throws nothing; a mismatch of types would be a mistake in this class.
      throw new IllegalStateException(e);
    }
  }
}
