package dev.muster.exporter.eventlog;

import java.io.IOException;
import java.time.Duration;
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

  /**
   * How old the newest counted record is where more is there to be counted; zero where all is
   * counted; null where that is not known.
   */
  @Nullable Duration lag();

  @Override
  void close();
}
