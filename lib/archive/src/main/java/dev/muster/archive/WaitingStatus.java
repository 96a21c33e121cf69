package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Status readings that wait to be stored, the newest of each client: all together every few seconds
 * they take a few pages, each with its scrape they would take more than the scrapes do. A client
 * that comes or goes, and its first two readings, do not wait.
 */
final class WaitingStatus {
  /** What a client's scrape told. */
  record Reading(String client, long time, StatusReading status) {}

  private final Database database;
  private final boolean mayWait;
  private final Map<String, Reading> waiting = new ConcurrentHashMap<>();

  /** Clients whose stored status says that they are up, and how busy. */
  private final Set<String> steady = ConcurrentHashMap.newKeySet();

  WaitingStatus(Database database, Duration wait) {
    this.database = database;
    this.mayWait = wait.isPositive();
  }

  /** Stores a reading in a scrape's transaction, unless it may wait. */
  void store(Connection connection, Reading reading) throws SQLException {
    if (isPatient(reading)) {
      return;
    }
    var before = waiting.get(reading.client());
    if (before != null) {
      save(connection, before);
    }
    save(connection, reading);
  }

  private boolean isPatient(Reading reading) {
    return mayWait && reading.status().up() && steady.contains(reading.client());
  }

  private static void save(Connection connection, Reading reading) throws SQLException {
    StatusTable.save(connection, reading.client(), reading.time(), reading.status());
  }

  /** After that transaction's commit. */
  void stored(Reading reading) {
    String client = reading.client();
    if (isPatient(reading)) {
      waiting.put(client, reading);
      return;
    }
    waiting.remove(client);
    if (reading.status().up() && !reading.status().firstOfProcess()) {
      steady.add(client);
    } else {
      steady.remove(client);
    }
  }

  /** Stores all that waits. */
  CompletableFuture<Integer> flush() {
    var all = Map.copyOf(waiting);
    if (all.isEmpty()) {
      return CompletableFuture.completedFuture(0);
    }
    return database.writeSoon(
        connection -> {
          for (var reading : all.values()) {
            if (reading.equals(waiting.get(reading.client()))) {
              save(connection, reading);
            }
          }
          return all.size();
        },
        done -> all.forEach(waiting::remove));
  }

  /** A client's reading that is not stored yet. */
  @Nullable Reading of(String client) {
    return waiting.get(client);
  }

  /** Forgets all other clients. */
  void keepOnly(Set<String> clients) {
    waiting.keySet().retainAll(clients);
    steady.retainAll(clients);
  }
}
