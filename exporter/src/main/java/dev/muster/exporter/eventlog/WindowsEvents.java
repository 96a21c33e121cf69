package dev.muster.exporter.eventlog;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Windows' event logs as the system hands them out: all of reading them that needs Windows. Every
 * call may throw a {@link Refused} with Windows' own number.
 */
interface WindowsEvents {
  /** The account has no right to read this log. */
  int ACCESS_DENIED = 5;

  /** There is no log of this name. */
  int NO_SUCH_LOG = 15007;

  /** Windows did not do what it was asked to. */
  final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final int error;

    /**
     * What was refused.
     *
     * @param call the function's name
     * @param error Windows' number of the error
     */
    Refused(String call, int error) {
      super("Windows refuses %s with error %d".formatted(call, error));
      this.error = error;
    }

    int error() {
      return error;
    }
  }

  /** Records of one log, one after the other. */
  interface Records extends AutoCloseable {
    /** The next one, or null where there is none; it holds until the next call. */
    @Nullable Rendering next() throws IOException;

    @Override
    void close();
  }

  /** One record. */
  interface Rendering {
    /** The whole record but its message, as an {@code <Event>}. */
    String xml() throws IOException;

    /** Its message in the system's language; empty where the provider does not say it. */
    String message(String provider);
  }

  /** All records, the oldest first. */
  Records oldestFirst(String log) throws IOException;

  /** All records, the newest first. */
  Records newestFirst(String log) throws IOException;

  /**
   * The record that a bookmark is about, and those after it; where it is gone, some other record
   * and those after it, or none.
   *
   * @param bookmark as XML
   */
  Records from(String log, String bookmark) throws IOException;

  LogSize size(String log) throws IOException;
}
