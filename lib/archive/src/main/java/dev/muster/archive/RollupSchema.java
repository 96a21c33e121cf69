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

  /** Series first, then their chunks by key: a query for a client and metric reads no others. */
  private static String view(String name, RollupStep step) {
    return """
    CREATE VIEW %s AS
      SELECT client, metric, labels, time, coalesce(min, last) AS min,
        coalesce(max, last) AS max, CASE flat WHEN 1 THEN count * last ELSE sum END AS sum,
        CAST(count AS INTEGER) AS count, last, increase
      FROM (
        SELECT s.client, s.metric, s.labels, (c.chunk * %d + w.value) * %d.0 AS time,
          r.sum IS NULL AS flat, %s, %s, %s, %s, %s, %s
        FROM rollup_series s CROSS JOIN rollup_chunk c ON c.step = %d
        CROSS JOIN rollup r ON r.step = %d AND r.chunk = c.chunk AND r.series = s.id
        CROSS JOIN json_each(coalesce(r.windows,
          '[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23]')) w);
    """
        .formatted(
            name,
            RollupStep.WINDOWS,
            step.seconds(),
            column("count"),
            column("last"),
            column("min"),
            column("max"),
            column("sum"),
            column("increase"),
            step.seconds(),
            step.seconds());
  }

  /** What {@link RollupColumn} makes of the window's place in the row. */
  private static String column(String name) {
    return """
    CASE WHEN typeof(r.#) <> 'text' THEN r.#
            WHEN r.# LIKE '[0,%' THEN json_extract(r.#, '$[' || (w.key + 2) || ']')
            ELSE (json_extract(r.#, '$[1]') + json_extract(r.#, '$[' || (w.key + 2) || ']'))
              / (json_extract(r.#, '$[0]') * 1.0) END AS #\
    """
        .replace("#", name);
  }
}
