package dev.muster.archive;

/** The tables and views of rollups, as {@code docs/formats/archive.md} draws them. */
final class RollupSchema {
  private RollupSchema() {}

  static String script() {
    return """
    CREATE TABLE rollup_series(
      client TEXT NOT NULL, metric TEXT NOT NULL, labels TEXT NOT NULL,
      id INTEGER NOT NULL, until INTEGER NOT NULL,
      PRIMARY KEY(client, metric, labels)) WITHOUT ROWID;
    CREATE TABLE rollup_chunk(
      step INTEGER NOT NULL, chunk INTEGER NOT NULL, PRIMARY KEY(step, chunk)) WITHOUT ROWID;
    CREATE TABLE rollup(
      step INTEGER NOT NULL, chunk INTEGER NOT NULL, series INTEGER NOT NULL,
      windows TEXT, count REAL NOT NULL, last REAL NOT NULL, min REAL, max REAL, sum REAL,
      increase REAL, crc INTEGER NOT NULL,
      PRIMARY KEY(step, chunk, series)) WITHOUT ROWID;
    CREATE TABLE rollup_due(
      period INTEGER NOT NULL, grp INTEGER NOT NULL, layout INTEGER NOT NULL,
      PRIMARY KEY(period, grp)) WITHOUT ROWID;
    """
        + dueOfSealed()
        + view("sample_5m", RollupStep.FIVE_MINUTES)
        + view("sample_1h", RollupStep.HOUR);
  }

  /** Segments from before are rolled up like new ones; own times as far as a week around. */
  private static String dueOfSealed() {
    return """
    INSERT INTO rollup_due(period, grp, layout)
      WITH RECURSIVE part(period, until, grp, id) AS (
        SELECT CASE own WHEN 0 THEN start_time ELSE max(first_time, start_time - 604800000) END
            / 7200000,
          CASE own WHEN 0 THEN start_time ELSE min(last_time, start_time + 604800000) END
            / 7200000,
          grp, id FROM segment
        UNION ALL
        SELECT period + 1, until, grp, id FROM part WHERE period < until)
      SELECT period, grp, max(id) FROM part GROUP BY period, grp;
    """;
  }

  /** The views once more, since a column may be digits. */
  static String digits() {
    return """
    DROP VIEW sample_5m;
    DROP VIEW sample_1h;
    """
        + view("sample_5m", RollupStep.FIVE_MINUTES)
        + view("sample_1h", RollupStep.HOUR);
  }

  /**
   * Series first, then their chunks by key: a query for a client and metric reads no others. What a
   * column is guessed by is one select further in.
   */
  private static String view(String name, RollupStep step) {
    return """
    CREATE VIEW @name AS
      SELECT client, metric, labels, time, min, max, sum, CAST(count AS INTEGER) AS count, last,
        @increase AS increase
      FROM (
        SELECT client, metric, labels, time, place, count, last, min, max, increase_,
          CASE WHEN sum_ IS NULL THEN count * last ELSE @sum END AS sum
        FROM (
          SELECT client, metric, labels, time, place, count, last, sum_, increase_,
            coalesce(@min, last) AS min, coalesce(@max, last) AS max
          FROM (
            SELECT s.client, s.metric, s.labels, w.key AS place,
              (c.chunk * @windows + w.value) * @seconds.0 AS time, @count AS count,
              @last AS last, r.min AS min_, r.max AS max_, r.sum AS sum_,
              r.increase AS increase_
            FROM rollup_series s CROSS JOIN rollup_chunk c ON c.step = @seconds
            CROSS JOIN rollup r ON r.step = @seconds AND r.chunk = c.chunk AND r.series = s.id
            CROSS JOIN json_each(coalesce(r.windows,
              '[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23]')) w)));
    """
        .replace("@name", name)
        .replace("@increase", column("increase_", "place", "last - min"))
        .replace("@sum", column("sum_", "place", "count * (min + max) / 2"))
        .replace("@min", column("min_", "place", "last"))
        .replace("@max", column("max_", "place", "last"))
        .replace("@count", column("r.count", "w.key", "0"))
        .replace("@last", column("r.last", "w.key", "0"))
        .replace("@windows", Integer.toString(RollupStep.WINDOWS))
        .replace("@seconds", Integer.toString(step.seconds()));
  }

  /** What {@link RollupColumn} makes of the window's place in the row. */
  private static String column(String column, String place, String guess) {
    return """
    CASE typeof(#) WHEN 'blob' THEN (
              CASE WHEN substr(hex(#), 1, 1) > '3' THEN CAST((@guess) * @scale AS INTEGER)
                ELSE 0 END
              + CAST(substr(hex(#), 7, @base) AS INTEGER) * (1 - 2 * (@flags & 1))
              + CAST(substr(hex(#), 7 + @base, @slope) AS INTEGER) * (1 - (@flags & 2)) * @place
              + max(1, CAST(substr(hex(#), 7 + @base + @slope, @unit) AS INTEGER))
              * CAST(substr(hex(#), 7 + @base + @slope + @unit + @place * @width, @width)
                AS INTEGER)) / @scale
            WHEN 'text' THEN CASE WHEN # LIKE '[0,%'
              THEN json_extract(#, '$[' || (@place + 2) || ']')
              ELSE (json_extract(#, '$[1]') + json_extract(#, '$[' || (@place + 2) || ']'))
                / (json_extract(#, '$[0]') * 1.0) END
            ELSE # END\
    """
        .replace("@scale", "CAST('1e' || substr(hex(#), 2, 1) AS REAL)")
        .replace("@flags", digit(1))
        .replace("@width", digit(3))
        .replace("@base", digit(4))
        .replace("@slope", digit(5))
        .replace("@unit", digit(6))
        .replace("#", column)
        .replace("@place", place)
        .replace("@guess", guess);
  }

  private static String digit(int place) {
    return "instr('123456789ABCDEF', substr(hex(#), " + place + ", 1))";
  }
}
