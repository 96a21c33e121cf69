package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads pages of alerts, events and mails. Lists of words go into a query as JSON. */
final class StoredRecords implements Records {
  /** Ids of events only grow, so that their distance bounds the number of rows. */
  static final long MOST_EVENTS = 500_000;

  private static final String MAILS =
      """
      SELECT id, recipient, subject, state, created / 1000.0,
        CASE state WHEN 'sent' THEN finished / 1000.0 END, attempts, error, receiver
      """;
  private static final String ABOUT_THESE =
      """
       (?1 IS NULL OR (EXISTS (SELECT 1 FROM alert_history h WHERE h.mail = o.id)
        AND NOT EXISTS (SELECT 1 FROM alert_history h WHERE h.mail = o.id
          AND h.client NOT IN (SELECT value FROM json_each(?1)))))
      """;

  private final Database database;

  StoredRecords(Database database) {
    this.database = database;
  }

  @Override
  public List<StoredAlert> alerts(AlertQuery query) {
    String which =
        switch (query.which()) {
          case OPEN -> "e.state <> 'resolved' AND ";
          case ENDED -> "e.state = 'resolved' AND ";
          case ALL -> "";
        };
    return database.read(connection -> {
      var select =
          connection.prepareStatement(
              PostedAlertTable.SELECT
                  + "WHERE "
                  + which
                  + """
                  (?1 IS NULL OR e.client IN (SELECT value FROM json_each(?1)))
                  AND (?2 = '' OR e.type = ?2) AND e.active_since <= ?3
                  AND (e.resolved_at IS NULL OR e.resolved_at >= ?4) AND e.id < ?5
                  ORDER BY e.id DESC LIMIT ?6
                  """);
      select.setString(1, json(query.clients()));
      select.setString(2, query.type());
      select.setLong(3, query.to());
      select.setLong(4, query.from());
      select.setLong(5, query.before());
      select.setInt(6, Math.max(0, query.limit()));
      return Rows.list(select, PostedAlertTable::alert);
    });
  }

  @Override
  public Optional<StoredAlert> alert(long id) {
    return database
        .read(connection -> {
          var select =
              connection.prepareStatement(PostedAlertTable.SELECT + "WHERE e.id = ? LIMIT 1");
          select.setLong(1, id);
          return Rows.list(select, PostedAlertTable::alert);
        })
        .stream()
        .findFirst();
  }

  @Override
  public List<Acknowledgement> acknowledgements(Collection<Long> episodes) {
    if (episodes.isEmpty()) {
      return List.of();
    }
    return database.read(connection -> {
      var select =
          connection.prepareStatement(
              """
              SELECT episode, time, author, comment FROM acknowledgement
              WHERE episode IN (SELECT value FROM json_each(?))
              """);
      select.setString(1, List.copyOf(episodes).toString());
      return Rows.list(
          select,
          row ->
              new Acknowledgement(
                  row.getLong(1), row.getLong(2), row.getString(3), row.getString(4)));
    });
  }

  @Override
  public List<AlertEvent> historyOf(long episode, int limit) {
    return database.read(connection -> AlertHistoryTable.ofEpisode(connection, episode, limit));
  }

  @Override
  public Events events(EventQuery query) {
    return database.read(connection -> events(connection, query));
  }

  private static Events events(Connection connection, EventQuery query) throws SQLException {
    long newest = Rows.number(connection.prepareStatement("SELECT max(id) FROM event_record"), 0);
    long before = Math.min(query.before(), newest + 1);
    long from = before - MOST_EVENTS;
    var select =
        connection.prepareStatement(
            EventTable.SELECT
                + """
                WHERE id < ?1 AND id >= ?2 AND time BETWEEN ?3 AND ?4
                AND (?5 IS NULL OR client IN (SELECT value FROM json_each(?5)))
                AND (?6 IS NULL OR log IN (SELECT value FROM json_each(?6)))
                AND (?7 IS NULL OR level IN (SELECT value FROM json_each(?7)))
                AND (?8 = '' OR instr(lower(message), lower(?8)) > 0
                  OR instr(lower(source), lower(?8)) > 0)
                ORDER BY id DESC LIMIT ?9
                """);
    select.setLong(1, before);
    select.setLong(2, from);
    select.setLong(3, query.from());
    select.setLong(4, query.to());
    select.setString(5, json(query.clients()));
    select.setString(6, query.logs().isEmpty() ? null : json(query.logs()));
    select.setString(7, query.levels().isEmpty() ? null : json(query.levels()));
    select.setString(8, query.text());
    select.setInt(9, Math.max(0, query.limit()) + 1);
    var found = Rows.list(select, EventTable::event);
    if (found.size() > query.limit()) {
      var shown = found.subList(0, query.limit());
      return new Events(shown, shown.isEmpty() ? null : shown.getLast().id());
    }
    boolean more =
        Rows.number(connection.prepareStatement("SELECT min(id) FROM event_record"), from) < from;
    return new Events(found, more ? from : null);
  }

  @Override
  public List<Mail> mails(MailQuery query) {
    return database.read(connection -> {
      var select =
          connection.prepareStatement(
              MAILS
                  + "FROM outbox o WHERE"
                  + ABOUT_THESE
                  + "AND (?2 = '' OR state = ?2) AND id < ?3 ORDER BY id DESC LIMIT ?4");
      select.setString(1, json(query.clients()));
      select.setString(2, query.state());
      select.setLong(3, query.before());
      select.setInt(4, Math.max(0, query.limit()));
      return Rows.list(select, StoredRecords::mail);
    });
  }

  @Override
  public Optional<WholeMail> mail(long id, @Nullable Set<String> clients) {
    return database.read(connection -> whole(connection, id, clients)).stream().findFirst();
  }

  private static List<WholeMail> whole(
      Connection connection, long id, @Nullable Set<String> clients) throws SQLException {
    PreparedStatement select =
        connection.prepareStatement(
            MAILS + ", text, message FROM outbox o WHERE" + ABOUT_THESE + "AND id = ?2");
    select.setString(1, json(clients));
    select.setLong(2, id);
    return Rows.list(select, row -> new WholeMail(mail(row), row.getString(10), row.getString(11)));
  }

  private static Mail mail(ResultSet row) throws SQLException {
    return new Mail(OutboxTable.status(row), row.getString(9));
  }

  /** A JSON array of texts, or null for no condition. */
  private static @Nullable String json(@Nullable Set<String> words) {
    if (words == null) {
      return null;
    }
    var json = new StringBuilder("[");
    for (String word : words) {
      LabelsText.quote(word, json.length() > 1 ? json.append(',') : json);
    }
    return json.append(']').toString();
  }
}
