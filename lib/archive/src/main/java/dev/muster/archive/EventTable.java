package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Events in the file, and how far each client's log was taken. */
final class EventTable implements EventStore {
  static final String SELECT =
      "SELECT id, client, time, log, level, source, event_id, message FROM event_record ";

  private final Database database;
  private final InstantSource clock;

  EventTable(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public String cursor(String client) {
    return database.read(connection -> {
      var query = connection.prepareStatement("SELECT cursor FROM event_cursor WHERE client = ?");
      query.setString(1, client);
      var found = Rows.list(query, row -> row.getString(1));
      return found.isEmpty() ? "" : found.getFirst();
    });
  }

  @Override
  public CompletableFuture<Void> append(String client, List<EventRecord> events, String cursor) {
    var copy = List.copyOf(events);
    return database
        .write(connection -> {
          insert(connection, client, copy);
          moveCursor(connection, client, cursor);
          return copy.size();
        })
        .thenApply(count -> null);
  }

  private void insert(Connection connection, String client, List<EventRecord> events)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO event_record(
              client, time, received, log, level, source, event_id, message)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      long now = clock.millis();
      for (var event : events) {
        insert.setString(1, client);
        insert.setLong(2, event.timeMillis());
        insert.setLong(3, now);
        insert.setString(4, event.log());
        insert.setString(5, event.level());
        insert.setString(6, event.source());
        insert.setString(7, event.eventId());
        insert.setString(8, event.message());
        insert.executeUpdate();
      }
    }
  }

  private static void moveCursor(Connection connection, String client, String cursor)
      throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO event_cursor(client, cursor) VALUES(?, ?)
            ON CONFLICT(client) DO UPDATE SET cursor = excluded.cursor
            """)) {
      upsert.setString(1, client);
      upsert.setString(2, cursor);
      upsert.executeUpdate();
    }
  }

  @Override
  public List<StoredEvent> after(long id, int limit) {
    return database.read(connection -> {
      var query = connection.prepareStatement(SELECT + "WHERE id > ? ORDER BY id LIMIT ?");
      query.setLong(1, id);
      query.setInt(2, Math.max(0, limit));
      return events(query);
    });
  }

  /** Newest first, in the order of arrival. */
  List<StoredEvent> newest(int limit) {
    return database.read(connection -> {
      var query = connection.prepareStatement(SELECT + "ORDER BY id DESC LIMIT ?");
      query.setInt(1, Math.max(0, limit));
      return events(query);
    });
  }

  private static List<StoredEvent> events(PreparedStatement query) throws SQLException {
    return Rows.list(query, EventTable::event);
  }

  static StoredEvent event(ResultSet row) throws SQLException {
    return new StoredEvent(
        row.getLong(1),
        row.getString(2),
        new EventRecord(
            row.getLong(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getString(7),
            row.getString(8)));
  }

  @Override
  public long newestId() {
    return database.read(connection ->
        Rows.number(
            connection.prepareStatement(
                "SELECT seq FROM sqlite_sequence WHERE name = 'event_record'"),
            0));
  }

  /** Drops some of the events that arrived before a time; how many. */
  static int dropBefore(Connection connection, long time, int limit) throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM event_record WHERE received < ? AND id IN
              (SELECT id FROM event_record ORDER BY id LIMIT ?)
            """)) {
      delete.setLong(1, time);
      delete.setInt(2, limit);
      return delete.executeUpdate();
    }
  }
}
