package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Silences in the file; their matchers are a JSON array of {@code [name, comparison, value]}. */
final class SilenceTable {
  private SilenceTable() {}

  static List<Silence> all(Connection connection) throws SQLException {
    var matchers = matchers(connection);
    return Rows.list(
        connection.prepareStatement(
            """
            SELECT id, starts_at, ends_at, updated_at, created_by, comment, schedule, annotations
            FROM silence ORDER BY starts_at, id
            """),
        row ->
            new Silence(
                row.getString(1),
                matchers.getOrDefault(row.getString(1), List.of()),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                LabelsText.read(row.getString(8)).toMap()));
  }

  private static Map<String, List<Matcher>> matchers(Connection connection) throws SQLException {
    var bySilence = new HashMap<String, List<Matcher>>();
    Rows.forEach(
        connection.prepareStatement(
            """
            SELECT s.id, m.value ->> 0, m.value ->> 1, m.value ->> 2
            FROM silence s, json_each(s.matchers) m ORDER BY s.id, m.key
            """),
        row ->
            bySilence.computeIfAbsent(row.getString(1), id -> new ArrayList<>()).add(matcher(row)));
    return bySilence;
  }

  private static Matcher matcher(ResultSet row) throws SQLException {
    String symbol = row.getString(3);
    for (var type : Matcher.Type.values()) {
      if (type.symbol().equals(symbol)) {
        return Matcher.of(row.getString(2), type, row.getString(4));
      }
    }
    throw new SQLException("silence " + row.getString(1) + " compares by \"" + symbol + "\"");
  }

  static void save(Connection connection, Silence silence) throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO silence(id, matchers, starts_at, ends_at, updated_at, created_by, comment,
              schedule, annotations) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT(id) DO UPDATE SET matchers = excluded.matchers,
              starts_at = excluded.starts_at, ends_at = excluded.ends_at,
              updated_at = excluded.updated_at, created_by = excluded.created_by,
              comment = excluded.comment, schedule = excluded.schedule,
              annotations = excluded.annotations
            """)) {
      upsert.setString(1, silence.id());
      upsert.setString(2, text(silence.matchers()));
      upsert.setLong(3, silence.startsAt());
      upsert.setLong(4, silence.endsAt());
      upsert.setLong(5, silence.updatedAt());
      upsert.setString(6, silence.createdBy());
      upsert.setString(7, silence.comment());
      upsert.setString(8, silence.schedule());
      upsert.setString(9, LabelsText.write(Labels.of(silence.annotations())));
      upsert.executeUpdate();
    }
  }

  private static String text(List<Matcher> matchers) {
    var text = new StringBuilder("[");
    for (var matcher : matchers) {
      text.append(text.length() == 1 ? "[" : ",[");
      LabelsText.quote(matcher.name(), text);
      text.append(",\"").append(matcher.type().symbol()).append("\",");
      LabelsText.quote(matcher.value(), text);
      text.append(']');
    }
    return text.append(']').toString();
  }

  /** Drops some of those that were over before a time; how many. */
  static int dropBefore(Connection connection, long time, int limit) throws SQLException {
    try (var delete =
        connection.prepareStatement(
            "DELETE FROM silence WHERE id IN (SELECT id FROM silence WHERE ends_at < ? LIMIT ?)")) {
      delete.setLong(1, time);
      delete.setInt(2, limit);
      return delete.executeUpdate();
    }
  }
}
