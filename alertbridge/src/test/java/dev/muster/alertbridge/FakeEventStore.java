package dev.muster.alertbridge;

import dev.muster.archive.EventRecord;
import dev.muster.archive.EventStore;
import dev.muster.archive.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Events in memory. */
final class FakeEventStore implements EventStore {
  private final List<StoredEvent> events = new ArrayList<>();

  @Override
  public String cursor(String client) {
    return "";
  }

  @Override
  public synchronized CompletableFuture<Void> append(
      String client, List<EventRecord> added, String cursor) {
    for (var event : added) {
      events.add(new StoredEvent(events.size() + 1, client, event));
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized List<StoredEvent> after(long id, int limit) {
    return events.stream().filter(event -> event.id() > id).limit(limit).toList();
  }

  @Override
  public synchronized long newestId() {
    return events.size();
  }
}
