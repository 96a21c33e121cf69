package dev.muster.app;

import dev.muster.alertbridge.ArchiveAlarm;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SampleWriter;
import dev.muster.sqlite.DatabaseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Hands scrapes to the archive, and tells the alarm how that went. */
record WatchedWriter(SampleWriter archive, ArchiveAlarm alarm) implements SampleWriter {
  @Override
  public CompletableFuture<Void> append(SampleBatch batch) {
    return archive.append(batch).whenComplete((done, failure) -> tell(failure));
  }

  private void tell(@Nullable Throwable failure) {
    if (failure == null) {
      alarm.succeeded();
      return;
    }
    Throwable why = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    if (why instanceof DatabaseException refused) {
      alarm.failed(String.valueOf(refused.getMessage()));
    }
  }
}
