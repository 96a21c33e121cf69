package dev.muster.exporter.collector;

import java.io.IOException;

/** Where a collector gets its one reading per scrape. */
@FunctionalInterface
interface Source<R> {
  /**
   * Reads once.
   *
   * @throws NoDataException if this machine has nothing of the kind
   * @throws IOException if the system could not be asked
   * @throws FailedReadingException if what it said makes no sense
   */
  R read() throws IOException, NoDataException;
}
