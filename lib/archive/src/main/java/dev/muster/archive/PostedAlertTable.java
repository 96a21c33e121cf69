package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What an episode of an alert that was handed on has besides those of limits. */
final class PostedAlertTable {
  static final String SELECT =
      """
      SELECT e.id, e.client, e.type, e.state, e.value, e.limit_value, e.detail,
        e.active_since, e.fired_at, e.resolved_at,
        p.labels, p.annotations, p.starts_at, p.ends_at, p.generator_url, e.cause
      FROM alert_episode e LEFT JOIN posted_alert p ON p.episode = e.id
      """;

  private PostedAlertTable() {}

  static String script() {
    return """
    CREATE TABLE posted_alert(
      episode INTEGER PRIMARY KEY, labels TEXT NOT NULL, annotations TEXT NOT NULL,
      starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, generator_url TEXT NOT NULL);
    CREATE TRIGGER posted_alert_goes AFTER DELETE ON alert_episode BEGIN
      DELETE FROM posted_alert WHERE episode = old.id;
    END;
    """;
  }

  /** All that are open, and those that somebody was told of and not of their end. */
  static List<StoredAlert> live(Connection connection) throws SQLException {
    return Rows.list(
        connection.prepareStatement(
            SELECT
                + "WHERE e.id IN (SELECT id FROM alert_episode WHERE state <> 'resolved'"
                + " UNION SELECT episode FROM notified) ORDER BY e.id"),
        PostedAlertTable::alert);
  }

  /** Whether this alert, by its labels and beginning, was ended by whoever judged it. */
  static boolean isEnded(Connection connection, Labels labels, long startsAt) throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT 1 FROM posted_alert p JOIN alert_episode e ON e.id = p.episode
            WHERE p.labels = ? AND p.starts_at = ? AND e.state = 'resolved'
              AND e.resolved_at = p.ends_at LIMIT 1
            """);
    query.setString(1, LabelsText.write(labels));
    query.setLong(2, startsAt);
    return Rows.number(query, 0) == 1;
  }

  /** Those that began to fire at a time or later. */
  static List<StoredAlert> firedSince(Connection connection, long time, int limit)
      throws SQLException {
    var query =
        connection.prepareStatement(
            SELECT
                + "WHERE e.active_since >= ?1 AND e.fired_at IS NOT NULL ORDER BY e.id LIMIT ?2");
    query.setLong(1, time);
    query.setInt(2, limit);
    return Rows.list(query, PostedAlertTable::alert);
  }

  /** The episode whose columns a row has as SELECT names them. */
  static StoredAlert alert(ResultSet row) throws SQLException {
    var record = AlertTable.alert(row);
    String labels = row.getString(11);
    return new StoredAlert(
        record,
        row.getString(16),
        labels == null
            ? null
            : new PostedAlert(
                LabelsText.read(labels),
                LabelsText.read(row.getString(12)).toMap(),
                row.getLong(13),
                row.getLong(14),
                row.getString(15),
                record.value()));
  }

  /** Episodes that fire or were resolved lately, oldest first. */
  static List<StoredAlert> firedOrResolvedSince(Connection connection, long since)
      throws SQLException {
    var query =
        connection.prepareStatement(
            SELECT
                + "WHERE e.id IN (SELECT id FROM alert_episode WHERE state <> 'resolved'"
                + " UNION SELECT id FROM alert_episode WHERE resolved_at >= ?)"
                + " AND e.state <> 'pending' ORDER BY e.id");
    query.setLong(1, since);
    return Rows.list(query, PostedAlertTable::alert);
  }

  /** What an episode has besides those of limits, where it is none. */
  static void save(Connection connection, StoredAlert stored) throws SQLException {
    var alert = stored.posted();
    if (alert != null) {
      save(connection, stored.record().id(), alert);
    }
  }

  private static void save(Connection connection, long id, PostedAlert alert) throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO posted_alert(episode, labels, annotations, starts_at, ends_at,
              generator_url) VALUES(?, ?, ?, ?, ?, ?)
            ON CONFLICT(episode) DO UPDATE SET labels = excluded.labels,
              annotations = excluded.annotations, starts_at = excluded.starts_at,
              ends_at = excluded.ends_at, generator_url = excluded.generator_url
            """)) {
      upsert.setLong(1, id);
      upsert.setString(2, LabelsText.write(alert.labels()));
      upsert.setString(3, LabelsText.write(labels(alert.annotations())));
      upsert.setLong(4, alert.startsAt());
      upsert.setLong(5, alert.endsAt());
      upsert.setString(6, alert.generatorUrl());
      upsert.executeUpdate();
    }
  }

  private static Labels labels(Map<String, String> texts) {
    var labels = Labels.builder();
    texts.forEach(labels::set);
    return labels.build();
  }
}
