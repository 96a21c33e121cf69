package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Alerts, their mails and the event position: what one round changes is one transaction. */
final class StoredAlerts implements AlertStore {
  private static final String EVENT_POSITION = "event_position";
  private static final int MOST_BEGINS = 100_000;

  private final Database database;
  private final InstantSource clock;
  private final SilenceStore silences;

  StoredAlerts(Database database, InstantSource clock, SilenceStore silences) {
    this.database = database;
    this.clock = clock;
    this.silences = silences;
  }

  @Override
  public List<AlertRecord> open() {
    return database.read(AlertTable::open);
  }

  @Override
  public void commit(Round round) {
    if (round.isEmpty()) {
      return;
    }
    write(connection -> {
      for (long id : round.dropped()) {
        AlertTable.drop(connection, id);
      }
      for (var alert : round.changed()) {
        var _ = AlertTable.save(connection, alert);
      }
      for (var mail : round.mails()) {
        OutboxTable.queue(connection, mail, clock.millis());
      }
      write(connection, round.news());
      if (round.eventPosition() >= 0) {
        setEventPosition(connection, round.eventPosition());
      }
    });
  }

  private static void write(Connection connection, BridgeNews news) throws SQLException {
    for (var alert : news.begun()) {
      AlertTable.insert(connection, alert.record(), alert.cause());
      PostedAlertTable.save(connection, alert);
    }
    for (var alert : news.changed()) {
      AlertTable.update(connection, alert.record(), alert.cause());
      PostedAlertTable.save(connection, alert);
    }
    for (long gone : news.goneGroups()) {
      BridgeTable.dropGroup(connection, gone);
    }
    for (var group : news.groups()) {
      BridgeTable.saveGroup(connection, group);
    }
    for (var continued : news.continued().entrySet()) {
      BridgeTable.moveAcknowledgement(connection, continued.getKey(), continued.getValue());
    }
    BridgeTable.note(connection, news.history());
  }

  @Override
  public BridgeMemory remember(long begunSince) {
    return database.read(connection ->
        new BridgeMemory(
            AlertTable.lastId(connection),
            PostedAlertTable.live(connection),
            BridgeTable.groups(connection),
            PostedAlertTable.firedSince(connection, begunSince, MOST_BEGINS),
            BridgeTable.mutes(connection)));
  }

  @Override
  public List<Silence> silences() {
    return silences.all();
  }

  @Override
  public List<Acknowledgement> acknowledgements() {
    return database.read(BridgeTable::acknowledgements);
  }

  @Override
  public boolean acknowledge(Acknowledgement acknowledgement) {
    return database.writeAndWait(
        connection -> BridgeTable.acknowledge(connection, acknowledgement));
  }

  private static void setEventPosition(Connection connection, long id) throws SQLException {
    setNumber(connection, EVENT_POSITION, id);
  }

  private static void setNumber(Connection connection, String name, long number)
      throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO setting(name, value) VALUES(?, ?)
            ON CONFLICT(name) DO UPDATE SET value = excluded.value
            """)) {
      upsert.setString(1, name);
      upsert.setLong(2, number);
      upsert.executeUpdate();
    }
  }

  @Override
  public long eventPosition() {
    return mark(EVENT_POSITION, -1);
  }

  @Override
  public long mark(String name, long otherwise) {
    return database.read(connection -> {
      var query = connection.prepareStatement("SELECT value FROM setting WHERE name = ?");
      query.setString(1, name);
      return Rows.number(query, otherwise);
    });
  }

  @Override
  public void setMark(String name, long time) {
    write(connection -> setNumber(connection, name, time));
  }

  @Override
  public AlertHistory history() {
    return new StoredHistory(database);
  }

  @Override
  public List<QueuedMail> due(String receiver, long now, int limit) {
    return database.read(connection -> OutboxTable.due(connection, receiver, now, limit));
  }

  @Override
  public long nextDue(String receiver) {
    return database.read(connection -> OutboxTable.nextDue(connection, receiver));
  }

  @Override
  public Map<String, Waiting> waiting() {
    return database.read(OutboxTable::waiting);
  }

  @Override
  public void sent(long mailId, long now) {
    write(connection -> OutboxTable.finish(connection, mailId, "sent", now, ""));
  }

  @Override
  public void retry(long mailId, long nextAttempt, String error) {
    write(connection -> OutboxTable.retry(connection, mailId, nextAttempt, error));
  }

  @Override
  public void retryAll(String receiver) {
    write(connection -> OutboxTable.retryAll(connection, receiver));
  }

  @Override
  public void refused(long mailId, long now, String error) {
    write(connection -> {
      OutboxTable.finish(connection, mailId, "refused", now, error);
      AlertHistoryTable.noteMail(connection, mailId, "refused", now, error);
    });
  }

  @Override
  public void givenUp(long mailId, long now, String error) {
    write(connection -> {
      OutboxTable.finish(connection, mailId, "refused", now, error);
      AlertHistoryTable.noteMail(connection, mailId, "given up", now, error);
    });
  }

  @Override
  public Map<String, Integer> mailsSince(long since) {
    return database.read(connection -> OutboxTable.mailsSince(connection, since));
  }

  @Override
  public List<Refusal> refusals(long since) {
    return database.read(connection -> OutboxTable.refusals(connection, since));
  }

  /** A write that gives nothing back. */
  @FunctionalInterface
  private interface Change {
    void on(Connection connection) throws SQLException;
  }

  private void write(Change change) {
    var _ =
        database.writeAndWait(connection -> {
          change.on(connection);
          return true;
        });
  }
}
