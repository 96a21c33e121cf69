package dev.muster.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Head rows of pushed samples in the file. */
final class PushTable {
  private static final String COLUMNS = "id, period, first_time, last_time, samples";
  private static final String READ = "SELECT " + COLUMNS + ", data FROM push WHERE id = ?";

  private PushTable() {}

  static void insert(Connection connection, PushRow row, byte[] bytes) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO push(id, period, first_time, last_time, samples, data)
            VALUES(?, ?, ?, ?, ?, ?)
            """)) {
      insert.setLong(1, row.id());
      insert.setLong(2, row.period());
      insert.setLong(3, row.first());
      insert.setLong(4, row.last());
      insert.setLong(5, row.samples());
      insert.setBytes(6, Checksum.seal(bytes, row.belongsTo()));
      insert.executeUpdate();
    }
  }

  /**
   * All rows that are not sealed; pages of those that are, and wait for receivers, are not read.
   */
  static List<PushRow> load(Connection connection) throws SQLException {
    var rows = new ArrayList<PushRow>();
    long from = 0;
    for (var sealed : SealedPushTable.ranges(connection)) {
      rows.addAll(between(connection, from, sealed.first() - 1));
      from = sealed.last() + 1;
    }
    rows.addAll(between(connection, from, Long.MAX_VALUE));
    return rows;
  }

  /** The rows of some numbers. */
  static List<PushRow> between(Connection connection, long from, long to) throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM push WHERE id BETWEEN ? AND ? ORDER BY id");
    query.setLong(1, from);
    query.setLong(2, to);
    return Rows.list(query, PushTable::row);
  }

  /** The number of the newest row; 0 where there is none. */
  static long newest(Connection connection) throws SQLException {
    return Rows.number(connection.prepareStatement("SELECT max(id) FROM push"), 0);
  }

  /** The rows after one, until they are so many or have so many samples, but one at least. */
  static List<PushRow> after(Connection connection, long id, int mostRows, int mostSamples)
      throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM push WHERE id > ? ORDER BY id LIMIT ?");
    query.setLong(1, id);
    query.setInt(2, mostRows);
    var rows = new ArrayList<PushRow>();
    long samples = 0;
    for (var row : Rows.list(query, PushTable::row)) {
      samples += row.samples();
      if (!rows.isEmpty() && samples > mostSamples) {
        break;
      }
      rows.add(row);
    }
    return rows;
  }

  private static PushRow row(ResultSet row) throws SQLException {
    return new PushRow(
        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
  }

  /** Reads the wanted series of some rows; what is gone, or damaged, is left out. */
  static void read(
      Connection connection,
      List<PushRow> rows,
      IntPredicate wanted,
      DamageLog damage,
      PushBlob.Sink sink)
      throws SQLException {
    try (var query = connection.prepareStatement(READ)) {
      for (var row : rows) {
        read(query, row.id(), wanted, damage, sink);
      }
    }
  }

  private static void read(
      PreparedStatement query, long id, IntPredicate wanted, DamageLog damage, PushBlob.Sink sink)
      throws SQLException {
    query.setLong(1, id);
    try (var found = query.executeQuery()) {
      if (found.next()) {
        byte[] blob = found.getBytes(6);
        int length = Checksum.verify(blob, row(found).belongsTo());
        PushBlob.read(blob, length, Timelines.NONE, wanted, sink);
      }
    } catch (DamagedBlobException e) {
      damage.found("push " + id, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      if (!DamageLog.isDamage(e)) {
        throw e;
      }
      damage.found("push " + id, String.valueOf(e.getMessage()));
    }
  }

  static int drop(Connection connection, List<PushRow> rows) throws SQLException {
    int dropped = 0;
    try (var delete = connection.prepareStatement("DELETE FROM push WHERE id = ?")) {
      for (var row : rows) {
        delete.setLong(1, row.id());
        dropped += delete.executeUpdate();
      }
    }
    return dropped;
  }

  /** Holds some rows to their checksums; the bytes that were read. */
  static long check(Connection connection, List<PushRow> rows, DamageLog damage)
      throws SQLException {
    var read = new ArrayList<PushColumn>();
    read(connection, rows, series -> true, damage, (series, column) -> read.add(column));
    return 16L * read.stream().mapToInt(PushColumn::size).sum();
  }
}
