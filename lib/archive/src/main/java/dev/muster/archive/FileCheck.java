package dev.muster.archive;

import dev.muster.sqlite.Progress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads every scrape, block and column of a file, and names what is not as it was written. */
final class FileCheck {
  private static final int STEP = 1000;

  private final Connection connection;
  private final DamageLog damage;
  private final Progress progress;
  private long done;
  private long all;

  FileCheck(Connection connection, DamageLog damage, Progress progress) {
    this.connection = connection;
    this.damage = damage;
    this.progress = progress;
  }

  void run() throws SQLException {
    all = count("scrape") + count("block") + count("rollup") + count("push");
    all += count("push_block");
    var segments = SegmentTable.load(connection, damage);
    checkSets();
    checkHead();
    var known = new HashSet<Long>();
    try (var read = new SegmentRead(connection, damage)) {
      for (var segment : segments) {
        known.add(segment.id());
        check(read, segment);
      }
    }
    checkNoOthers(known);
    checkPushes();
    for (var step : RollupStep.values()) {
      checkRollups(step);
    }
    progress.at(all, all);
  }

  private long count(String table) throws SQLException {
    try {
      return Rows.number(connection.prepareStatement("SELECT count(*) FROM " + table), 0);
    } catch (SQLException e) {
      damaged("a page of " + table, e);
      return 0;
    }
  }

  /** Numbers of rows; those before a damaged page. */
  private long[] ids(String what, String sql, long from, long to) throws SQLException {
    var ids = LongStream.builder();
    try {
      var query = connection.prepareStatement(sql);
      query.setLong(1, from);
      query.setLong(2, to);
      Rows.forEach(query, row -> ids.add(row.getLong(1)));
    } catch (SQLException e) {
      damaged("a page of " + what, e);
    }
    return ids.build().toArray();
  }

  /** Sets that are not those of their hash. */
  private void checkSets() throws SQLException {
    try {
      Rows.forEach(
          connection.prepareStatement("SELECT id, hash, members FROM series_set"),
          row -> {
            if (!SeriesCatalog.isSet(row.getBytes(2), row.getBytes(3))) {
              damage.found("set of series " + row.getLong(1), "members of another checksum");
            }
          });
    } catch (SQLException e) {
      damaged("a page of the sets of series", e);
    }
  }

  private void checkHead() throws SQLException {
    var table = new ScrapeTable(new SeriesCatalog(), damage);
    String next = "SELECT id FROM scrape WHERE id > ? ORDER BY id LIMIT ?";
    long[] rows = ids("scrape", next, 0, STEP);
    while (rows.length > 0) {
      table.read(connection, rows, row -> {});
      done += rows.length;
      progress.at(done, all);
      rows = ids("scrape", next, rows[rows.length - 1], STEP);
    }
  }

  private void check(SegmentRead read, Segment segment) throws SQLException {
    var head = read.head(segment);
    long first = Segment.blockId(segment.id(), Segment.TIMES);
    long[] blocks =
        ids(
            segment.toString(),
            "SELECT id FROM block WHERE id BETWEEN ? AND ? ORDER BY id",
            first,
            Segment.blockId(segment.id(), Segment.GREATEST_METRIC));
    if (head != null) {
      for (int metric : SegmentRead.metrics(connection, segment, head)) {
        read.columns(segment, head, metric, new Whole());
      }
    } else if (blocks.length > 0 && blocks[0] != first) {
      // One without any block is being dropped: it has expired.
      damage.found("times of " + segment, "they are not there");
    }
    done += blocks.length;
    progress.at(done, all);
  }

  /** Blocks of a segment that was finished, and is not there. */
  private void checkNoOthers(Set<Long> known) throws SQLException {
    long finished = Segment.blockId(SegmentTable.version(connection) + 1, Segment.TIMES);
    String next = "SELECT id FROM block WHERE id >= ? ORDER BY id LIMIT ?";
    long[] block = ids("block", next, 0, 1);
    while (block.length > 0 && block[0] < finished) {
      long segment = Segment.ofBlock(block[0]);
      if (!known.contains(segment)) {
        damage.found("segment " + segment, "it has blocks and is not there itself");
      }
      block = ids("block", next, Segment.blockId(segment + 1, Segment.TIMES), 1);
    }
  }

  private void checkPushes() throws SQLException {
    try {
      for (var row : PushTable.between(connection, 0, Long.MAX_VALUE)) {
        PushTable.check(connection, List.of(row), damage);
        progress.at(++done, all);
      }
      for (var segment : PushSegmentTable.load(connection, damage)) {
        var metrics = BlockTable.PUSHED.metrics(connection, segment.id());
        new PushSegmentRead(connection, segment, damage)
            .read(metrics, series -> true, (series, column) -> {});
        done += metrics.size();
        progress.at(done, all);
      }
    } catch (SQLException e) {
      damaged("a page of pushed samples", e);
    }
  }

  private void checkRollups(RollupStep step) throws SQLException {
    String all = "SELECT chunk FROM rollup_chunk WHERE step BETWEEN ? AND ?";
    for (long chunk : ids("rollup_chunk", all, step.seconds(), step.seconds())) {
      try {
        var query =
            connection.prepareStatement(
                "SELECT series, %s FROM rollup WHERE step = ? AND chunk = ?"
                    .formatted(RollupTable.COLUMNS));
        query.setInt(1, step.seconds());
        query.setLong(2, chunk);
        Rows.forEach(query, row -> checkRollup(step, chunk, row));
      } catch (SQLException e) {
        damaged("a page of rollup %d of %d s".formatted(chunk, step.seconds()), e);
      }
      progress.at(done, this.all);
    }
  }

  private void checkRollup(RollupStep step, long chunk, ResultSet row) throws SQLException {
    long series = row.getLong(1);
    String wrong = Roller.wrong(RollupTable.stored(row, 2), step, chunk, series);
    if (wrong != null) {
      damage.found(Roller.place(step, chunk, series), wrong);
    }
    done++;
  }

  private void damaged(String place, SQLException e) throws SQLException {
    if (!DamageLog.isDamage(e)) {
      throw e;
    }
    damage.found(place, String.valueOf(e.getMessage()));
  }

  /** Wants every column, to see that it can be read. */
  private static final class Whole implements BlockReader.Sink {
    @Override
    public boolean wants(int slot, int series) {
      return true;
    }

    @Override
    public void column(
        int slot, int series, long[] scrapes, long @Nullable [] times, double[] values) {
      // That it came here is all that is asked.
    }
  }
}
