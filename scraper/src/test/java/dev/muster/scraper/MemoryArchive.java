package dev.muster.scraper;

import dev.muster.archive.EventRecord;
import dev.muster.archive.EventStore;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SampleWriter;
import dev.muster.archive.StoredEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps what it is given, or fails, as told. */
final class MemoryArchive implements SampleWriter, EventStore {
  private final List<SampleBatch> batches = new ArrayList<>();
  private final Map<String, List<EventRecord>> events = new HashMap<>();
  private final Map<String, String> cursors = new HashMap<>();
  private @Nullable String failure;

  @Override
  public synchronized CompletableFuture<Void> append(SampleBatch batch) {
    if (failure != null) {
      return CompletableFuture.failedFuture(new IllegalStateException(failure));
    }
    batches.add(batch);
    notifyAll();
    return CompletableFuture.completedFuture(null);
  }

  synchronized void failWith(@Nullable String failure) {
    this.failure = failure;
  }

  synchronized List<SampleBatch> of(String client) {
    return batches.stream().filter(batch -> batch.client().equals(client)).toList();
  }

  /** The first batch of a client that is wanted, awaited. */
  SampleBatch await(String client, Predicate<SampleBatch> wanted) throws InterruptedException {
    return await(client, () -> of(client).stream().filter(wanted).findFirst());
  }

  private synchronized <T> T await(String what, Supplier<Optional<T>> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    var found = wanted.get();
    while (found.isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("nothing came of " + what);
      }
      wait(left);
      found = wanted.get();
    }
    return found.get();
  }

  List<EventRecord> awaitEvents(String client, int count) throws InterruptedException {
    return await(
        client + "'s events",
        () ->
            Optional.of(List.copyOf(events.getOrDefault(client, List.of())))
                .filter(list -> list.size() >= count));
  }

  void awaitCursor(String client, String cursor) throws InterruptedException {
    var _ = await(client + "'s cursor", () -> Optional.of(cursor(client)).filter(cursor::equals));
  }

  @Override
  public synchronized String cursor(String client) {
    return cursors.getOrDefault(client, "");
  }

  @Override
  public synchronized CompletableFuture<Void> append(
      String client, List<EventRecord> records, String cursor) {
    events.computeIfAbsent(client, _ -> new ArrayList<>()).addAll(records);
    cursors.put(client, cursor);
    notifyAll();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public List<StoredEvent> after(long id, int limit) {
    return List.of();
  }

  @Override
  public long newestId() {
    return 0;
  }

  /** The value of a series in a batch, its name and labels as PromQL writes them; null if none. */
  static @Nullable Double value(SampleBatch batch, String name) {
    for (int i = 0; i < batch.series().size(); i++) {
      if (batch.series().series().get(i).metricName().equals(name)) {
        return batch.value(i);
      }
    }
    return null;
  }
}
