package dev.muster.archive;

import dev.muster.sqlite.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads every scrape, block and column of a file, and names what is not as it was written. */
final class FileCheck {
  private static final int STEP = 1000;

  private final Connection connection;
  private final DamageLog damage;
  private final Progress progress;
  private final TreeSet<Long> known = new TreeSet<>();
  private long done;
  private long all;

  FileCheck(Connection connection, DamageLog damage, Progress progress) {
    this.connection = connection;
    this.damage = damage;
    this.progress = progress;
  }

  void run() throws SQLException {
    var segments = SegmentTable.load(connection, damage);
    long[] rows = ids("SELECT id FROM scrape ORDER BY id");
    long[] blocks = ids("SELECT id FROM block ORDER BY id");
    all = (long) rows.length + blocks.length;
    checkSets();
    checkHead(rows);
    segments.forEach(segment -> known.add(segment.id()));
    for (var segment : segments) {
      check(segment, blocks);
    }
    long version = SegmentTable.version(connection);
    for (long block : blocks) {
      long segment = Segment.ofBlock(block);
      if (segment <= version && known.add(segment)) {
        damage.found("segment " + segment, "it has blocks and is not there itself");
      }
    }
    progress.at(all, all);
  }

  private long[] ids(String sql) throws SQLException {
    var ids = new ArrayList<Long>();
    try {
      Rows.forEach(connection.prepareStatement(sql), row -> ids.add(row.getLong(1)));
    } catch (SQLException e) {
      damaged("a page read by " + sql, e);
    }
    return ids.stream().mapToLong(Long::longValue).toArray();
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

  private void checkHead(long[] rows) throws SQLException {
    var table = new ScrapeTable(new SeriesCatalog(), damage);
    for (int from = 0; from < rows.length; from += STEP) {
      int to = Math.min(rows.length, from + STEP);
      table.read(connection, Arrays.copyOfRange(rows, from, to), row -> {});
      done += to - from;
      progress.at(done, all);
    }
  }

  private void check(Segment segment, long[] blocks) throws SQLException {
    var read = new SegmentRead(connection, damage);
    var times = read.times(segment);
    var own = blocksOf(segment, blocks);
    if (times == null) {
      // One without any block is being dropped: it has expired.
      if (!own.isEmpty() && own.getFirst() != Segment.blockId(segment.id(), Segment.TIMES)) {
        damage.found("times of " + segment, "they are not there");
      }
    } else {
      for (long block : own) {
        int metric = (int) (block & Segment.GREATEST_METRIC);
        if (metric != Segment.TIMES) {
          read.columns(segment, times, metric, new Whole());
        }
      }
    }
    done += own.size();
    progress.at(done, all);
  }

  private static List<Long> blocksOf(Segment segment, long[] blocks) {
    int from = place(blocks, Segment.blockId(segment.id(), Segment.TIMES));
    int to = place(blocks, Segment.blockId(segment.id() + 1, Segment.TIMES));
    return Arrays.stream(blocks, from, to).boxed().toList();
  }

  private static int place(long[] blocks, long block) {
    int place = Arrays.binarySearch(blocks, block);
    return place < 0 ? -place - 1 : place;
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
