package dev.muster.archive;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Event-log records of all clients. */
public interface EventStore {
  /** How far a client's events were taken, "" before the first. */
  String cursor(String client);

  /** Stores events and the cursor after them in one transaction; done when it is on disk. */
  CompletableFuture<Void> append(String client, List<EventRecord> events, String cursor);

  /** Events in the order of arrival, those after an id. */
  List<StoredEvent> after(long id, int limit);

  /** The id of the newest event, 0 where there is none. */
  long newestId();
}
