package dev.muster.archive;

import java.util.concurrent.CompletableFuture;

/** Takes scrapes. */
public interface SampleWriter {
  /**
   * Stores one scrape whole or not at all. The future completes once it is on disk; from then on
   * queries see it. It fails with {@link dev.muster.sqlite.DatabaseException}.
   */
  CompletableFuture<Void> append(SampleBatch batch);
}
