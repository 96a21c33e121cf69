package dev.muster.exporter.eventlog;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Counts one log's records; the work of a call is bounded. */
interface LogCounter extends AutoCloseable {
  EventLogReader log();

  LogCounts counts();

  /**
   * Brings the counts up to date, as far as the bound allows.
   *
   * @throws IOException if the log cannot be read; counted already
   */
  void update() throws IOException;

  /** Up to which place was counted, or null before the first update that worked. */
  @Nullable String position();

  @Override
  void close();
}
