package dev.muster.app;

import dev.muster.archive.EventRecord;
import dev.muster.archive.EventStore;
import dev.muster.archive.StoredEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The store of events, which says when some were stored.
 *
 * @param arrived is run after events were stored, on the archive's thread
 */
record WatchedEvents(EventStore store, Runnable arrived) implements EventStore {
  @Override
  public String cursor(String client) {
    return store.cursor(client);
  }

  @Override
  public CompletableFuture<Void> append(String client, List<EventRecord> events, String cursor) {
    var stored = store.append(client, events, cursor);
    if (events.isEmpty()) {
      return stored;
    }
    return stored.whenComplete((done, failure) -> {
      if (failure == null) {
        arrived.run();
      }
    });
  }

  @Override
  public List<StoredEvent> after(long id, int limit) {
    return store.after(id, limit);
  }

  @Override
  public long newestId() {
    return store.newestId();
  }
}
