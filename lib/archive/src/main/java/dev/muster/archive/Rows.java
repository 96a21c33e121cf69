package dev.muster.archive;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a query, one by one. Each method closes the statement it is given. */
final class Rows {
  /** Makes a value of the row it stands on. */
  @FunctionalInterface
  interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  /** Does something with the row it stands on. */
  @FunctionalInterface
  interface Action {
    void on(ResultSet row) throws SQLException;
  }

  private Rows() {}

  static <T> List<T> list(PreparedStatement query, Reading<T> reading) throws SQLException {
    var list = new ArrayList<T>();
    forEach(query, row -> list.add(reading.of(row)));
    return list;
  }

  static void forEach(PreparedStatement query, Action action) throws SQLException {
    try (query;
        var rows = query.executeQuery()) {
      while (rows.next()) {
        action.on(rows);
      }
    }
  }

  /** The first column of the first row, or a number where there is no row or it is NULL. */
  static long number(PreparedStatement query, long otherwise) throws SQLException {
    try (query;
        var rows = query.executeQuery()) {
      if (!rows.next()) {
        return otherwise;
      }
      long number = rows.getLong(1);
      return rows.wasNull() ? otherwise : number;
    }
  }

  static @Nullable Double nullableDouble(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  static @Nullable Long nullableLong(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  static void setDouble(PreparedStatement statement, int parameter, @Nullable Double value)
      throws SQLException {
    if (value == null) {
      statement.setNull(parameter, java.sql.Types.REAL);
    } else {
      statement.setDouble(parameter, value);
    }
  }

  static void setLong(PreparedStatement statement, int parameter, @Nullable Long value)
      throws SQLException {
    if (value == null) {
      statement.setNull(parameter, java.sql.Types.INTEGER);
    } else {
      statement.setLong(parameter, value);
    }
  }
}
