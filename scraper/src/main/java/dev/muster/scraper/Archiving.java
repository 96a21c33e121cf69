package dev.muster.scraper;

import dev.muster.archive.SampleBatch;
import dev.muster.archive.SampleWriter;
import dev.muster.sqlite.DatabaseException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands batches to the archive; a failure is counted, and logged when it begins, changes, ends. */
final class Archiving {
  private static final Logger log = LoggerFactory.getLogger(Archiving.class);

  private final SampleWriter writer;
  private final ScraperMetrics metrics;
  private final Consumer<String> committed;
  private final AtomicReference<String> failing = new AtomicReference<>("");

  /**
   * @param committed told the client's name after each batch that was stored
   */
  Archiving(SampleWriter writer, ScraperMetrics metrics, Consumer<String> committed) {
    this.writer = writer;
    this.metrics = metrics;
    this.committed = committed;
  }

  /** Stores a batch; the future completes, normally, when that is over. */
  CompletableFuture<@Nullable Void> append(SampleBatch batch) {
    metrics.samples.inc(batch.series().size());
    CompletableFuture<Void> stored;
    try {
      stored = writer.append(batch);
    } catch (RuntimeException e) {
      stored = CompletableFuture.failedFuture(e);
    }
    return stored.handle((_, failure) -> done(batch, failure));
  }

  private @Nullable Void done(SampleBatch batch, @Nullable Throwable failure) {
    if (failure != null) {
      metrics.appendFailures.inc();
      Throwable why = failure.getCause() instanceof DatabaseException cause ? cause : failure;
      report(String.valueOf(why.getMessage()));
      return null;
    }
    report("");
    try {
      committed.accept(batch.client());
    } catch (RuntimeException e) {
      log.error("msg=\"commit listener failed\" client={}", batch.client(), e);
    }
    return null;
  }

  private void report(String reason) {
    String before = failing.getAndSet(reason);
    if (Objects.equals(before, reason)) {
      return;
    }
    if (reason.isEmpty()) {
      log.info("msg=\"archive takes samples again\"");
    } else {
      log.error("msg=\"archive takes no samples\" reason={}", Wording.quoted(reason));
    }
  }
}
