package dev.muster.exporter.collector;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The distribution's own small library on Linux, whose file the system property {@value #LIBRARY}
 * names: calls of the C library that Java itself does not make. Where there is none, {@code
 * java.lang.foreign} makes them, with some 300 more classes.
 */
final class Small {
  private static final String LIBRARY = "muster.library";

  private static final Logger LOG = LoggerFactory.getLogger(Small.class);

  /** Whether the library is there. */
  static final boolean LOADED = load(System.getProperty(LIBRARY, ""));

  private Small() {}

  @SuppressWarnings("restricted") // The library is of our own distribution.
  private static boolean load(String library) {
    if (library.isEmpty()) {
      return false;
    }
    try {
      System.load(library);
      return true;
    } catch (UnsatisfiedLinkError e) {
      LOG.debug("msg=\"does without its library\" file={} reason=\"{}\"", library, e.getMessage());
      return false;
    }
  }

  /**
   * Fills {@link Statvfs}' numbers; false where it fails.
   *
   * @param path ends in 0
   */
  static native boolean statvfs(byte[] path, long[] sizes);

  /** Fills in {@link Adjtimex}' structure; the C function's answer. */
  static native int adjtimex(long[] words);
}
