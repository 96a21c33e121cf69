package dev.muster.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Head rows being read one after the other. A row may be told by another one, which is read first;
 * what was read is kept for a while, as the next rows are mostly told by that.
 */
final class HeadReading {
  /** Values of other rows that are kept, 9 bytes each. */
  private static final int KEPT_VALUES = 300_000;

  /** More than any writer makes. */
  private static final int MOST_STEPS = 64;

  private final Connection connection;
  private final PreparedStatement query;
  private final SeriesCatalog catalog;
  private final Map<Long, Base> bases = new LinkedHashMap<>(64, 0.75f, true);
  private int kept;

  /**
   * Begins.
   *
   * @param query gives id, target, time, set, encoding, values and base of a row by its id
   */
  HeadReading(Connection connection, PreparedStatement query, SeriesCatalog catalog) {
    this.connection = connection;
    this.query = query;
    this.catalog = catalog;
  }

  /**
   * A row that others may be told by.
   *
   * @param isKey whether many are: one that is told by another is followed by one alone, as a rule
   */
  private record Base(HeadRowCodec codec, boolean isKey) {}

  /** What a row of the table says. */
  private static final class Stored {
    final long id;
    final int target;
    final long time;
    final int set;
    final int encoding;
    final byte @Nullable [] blob;
    final long base;

    Stored(ResultSet row) throws SQLException {
      id = row.getLong(1);
      target = row.getInt(2);
      time = row.getLong(3);
      set = row.getInt(4);
      encoding = row.getInt(5);
      blob = row.getBytes(6);
      base = row.getLong(7);
    }
  }

  /**
   * A row, or null where there is none.
   *
   * @throws DamagedBlobException if it or the row it is told by is not what was written
   */
  @Nullable ScrapeRow row(long id) throws SQLException {
    var stored = find(id);
    if (stored == null) {
      return null;
    }
    var set = set(stored);
    byte[] blob = verified(stored);
    var codec = before(stored, set, 0);
    double[] values = ScrapeBlob.values(blob, stored.encoding, codec);
    if ((stored.encoding & (ScrapeBlob.PACKED | ScrapeBlob.CHANGES)) != 0) {
      keep(stored, codec);
    }
    long[] times = ScrapeBlob.times(blob, stored.encoding, set.size(), stored.time);
    return new ScrapeRow(stored.target, stored.time, set, values, times);
  }

  private @Nullable Stored find(long id) throws SQLException {
    query.setLong(1, id);
    try (var row = query.executeQuery()) {
      return row.next() ? new Stored(row) : null;
    }
  }

  private StoredSet set(Stored row) throws SQLException {
    var set = catalog.byId(connection, row.set);
    if (set == null) {
      throw new DamagedBlobException("no set of series", 0);
    }
    return set;
  }

  private static byte[] verified(Stored row) {
    byte[] blob = row.blob;
    if (blob == null) {
      throw new DamagedBlobException("no samples", 0);
    }
    ScrapeBlob.verify(blob, row.id, row.target, row.time, row.set, row.base);
    return blob;
  }

  /** Where a row's base leaves a codec; a new one where it has none. */
  private HeadRowCodec before(Stored row, StoredSet set, int steps) throws SQLException {
    if (row.base == 0) {
      return new HeadRowCodec(set.size());
    }
    var known = bases.get(row.base);
    if (known == null) {
      return read(row, set, steps);
    }
    if (known.isKey) {
      return known.codec.copy();
    }
    bases.remove(row.base);
    kept -= known.codec.series();
    return known.codec;
  }

  private HeadRowCodec read(Stored row, StoredSet set, int steps) throws SQLException {
    var base = row.base < row.id && steps < MOST_STEPS ? find(row.base) : null;
    if (base == null || base.target != row.target || base.set != row.set) {
      throw new DamagedBlobException("changes since row " + row.base + ", which is not there", 0);
    }
    var codec = before(base, set, steps + 1);
    ScrapeBlob.values(verified(base), base.encoding, codec);
    if (base.base == 0) {
      keep(base, codec);
      return codec.copy();
    }
    return codec;
  }

  private void keep(Stored row, HeadRowCodec codec) {
    var before = bases.put(row.id, new Base(codec, row.base == 0));
    kept += codec.series() - (before == null ? 0 : before.codec.series());
    var oldest = bases.values().iterator();
    while (kept > KEPT_VALUES && bases.size() > 1) {
      kept -= oldest.next().codec.series();
      oldest.remove();
    }
  }
}
