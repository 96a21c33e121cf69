package dev.muster.exporter.eventlog;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event log, read from a position that the caller keeps. It holds no place itself, so several
 * callers may read at once. A position is printable ASCII without white space.
 */
interface EventLogReader {
  /**
   * Some records in the log's own order.
   *
   * @param next where to read on
   * @param gap whether the position asked for was gone, so that records before these may be missing
   */
  record Chunk(List<Entry> entries, String next, boolean gap) {
    public Chunk {
      entries = List.copyOf(entries);
    }

    Chunk(List<Entry> entries, String next) {
      this(entries, next, false);
    }
  }

  /**
   * A record.
   *
   * @param next the position after it
   */
  record Entry(EventRecord event, String next) {}

  /** The log's name in labels and records. */
  String name();

  /** Whether there is such a log now; one that is expected but missing is there, and fails. */
  boolean present();

  /** How big it is; null where that is not told. */
  default @Nullable LogSize size() throws IOException {
    return null;
  }

  /** The position after everything there is. */
  String end() throws IOException;

  /**
   * Records after a position, fewer than the limit when there are no more or much was read.
   *
   * @throws BadCursorException if the position is none of this reader's
   * @throws IOException if the log cannot be read
   */
  Chunk read(String position, int limit) throws IOException;
}
