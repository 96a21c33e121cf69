package dev.muster.archive;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes samples that others push: of any series, at any time that is kept, in any order. */
public interface PushWriter {
  /**
   * Stores a batch whole or not at all. The future completes once it is on disk; from then on
   * queries see it. A sample that is there already with the same value is taken for stored.
   *
   * <p>The future fails with {@link RefusedSamplesException} where a sample cannot be taken, with
   * {@link PushesWaitException} where too many wait already, and with {@link
   * dev.muster.sqlite.DatabaseException} where the file cannot be written.
   */
  CompletableFuture<PushReceipt> push(List<PushedSeries> batch);
}
