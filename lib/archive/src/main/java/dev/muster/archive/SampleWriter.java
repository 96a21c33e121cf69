package dev.muster.archive;

import java.util.concurrent.CompletableFuture;

/** Takes scrapes. */
public interface SampleWriter {
  /**
   * Stores one scrape whole or not at all. The future completes once it is on disk; from then on
   * queries see it. It fails with {@link dev.muster.sqlite.DatabaseException}.
   *
   * <p>A client has one scrape at a time: of two with the same {@code timeMillis} the first stands
   * and the second is dropped without an error, so stale markers go into the batch they belong to.
   */
  CompletableFuture<Void> append(SampleBatch batch);
}
