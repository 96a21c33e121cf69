package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Series and sets of series by number. What a transaction adds is returned by it and remembered
 * only after its commit, so that nothing in memory points at rows that were rolled back.
 */
final class SeriesCatalog {
  /** Sets kept in memory for reads; others are loaded again when needed. */
  private static final int SETS = 10_000;

  /** Series dropped between two that are left; a greater step is a damaged number. */
  private static final int MOST_GONE = 10_000_000;

  private static final String INSERT_SERIES =
      """
      INSERT INTO series(labels) VALUES(?)
      ON CONFLICT(labels) DO UPDATE SET labels = labels RETURNING id
      """;

  /** A set and the series that were new with it, by id. */
  record Resolved(SeriesSet set, StoredSet stored, Map<Integer, Labels> added) {}

  private final SeriesIndex index = new SeriesIndex();

  /** Series in no set, whose rows are being dropped; used by the writer's thread alone. */
  private final BitSet doomed = new BitSet();

  /** By identity (a set has no equality of its own), for as long as the writer keeps the set. */
  private final Map<SeriesSet, StoredSet> known = new WeakHashMap<>();

  private final Map<Integer, StoredSet> byId =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, StoredSet> eldest) {
          return size() > SETS;
        }
      };

  SeriesIndex index() {
    return index;
  }

  /** Loads all series; one whose labels cannot be read is damage, and left out. */
  void load(Connection connection, DamageLog damage) throws SQLException {
    var shared = new HashMap<String, String>();
    long last = 0;
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT id, labels FROM series ORDER BY id")) {
      while (rows.next()) {
        long id = rows.getLong(1);
        try {
          if (id <= last || id - last > MOST_GONE) {
            throw new IllegalArgumentException("a number out of the order");
          }
          index.add((int) id, labels(rows.getString(2), shared));
          last = id;
        } catch (IllegalArgumentException e) {
          damage.found("series " + id, String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private static Labels labels(@Nullable String text, Map<String, String> shared) {
    if (text == null) {
      throw new IllegalArgumentException("no labels");
    }
    var labels = Labels.builder();
    LabelsText.read(text)
        .forEach((name, value) ->
            labels.set(
                shared.computeIfAbsent(name, n -> n), shared.computeIfAbsent(value, v -> v)));
    return labels.build();
  }

  /** Finds or stores a set; to be {@link #remember remembered} after the commit. */
  Resolved resolve(Connection connection, SeriesSet set) throws SQLException {
    synchronized (this) {
      var stored = known.get(set);
      if (stored != null) {
        return new Resolved(set, stored, Map.of());
      }
    }
    var added = new HashMap<Integer, Labels>();
    var members = new int[set.size()];
    try (var insert = connection.prepareStatement(INSERT_SERIES)) {
      for (int i = 0; i < members.length; i++) {
        Labels labels = set.series().get(i);
        Integer id = index.id(labels);
        if (id == null) {
          id = insertSeries(insert, labels);
          added.put(id, labels);
        } else {
          index.share(id, labels);
        }
        doomed.clear(id);
        members[i] = id;
      }
    }
    return new Resolved(set, new StoredSet(insertSet(connection, members), members), added);
  }

  /** Finds or stores series of no set; to be {@link #rememberAll remembered} after the commit. */
  Map<Integer, Labels> addAll(Connection connection, Collection<Labels> series)
      throws SQLException {
    var added = new HashMap<Integer, Labels>();
    try (var insert = connection.prepareStatement(INSERT_SERIES)) {
      for (var labels : series) {
        int id = insertSeries(insert, labels);
        doomed.clear(id);
        added.put(id, labels);
      }
    }
    return added;
  }

  void rememberAll(Map<Integer, Labels> added) {
    added.forEach(index::add);
  }

  /**
   * Keeps series that were taken for dropped; on the writer's thread. False where one is gone
   * already.
   */
  boolean keep(Collection<Integer> series) {
    boolean all = true;
    for (int id : series) {
      doomed.clear(id);
      all &= index.labels(id) != null;
    }
    return all;
  }

  private static int insertSeries(PreparedStatement insert, Labels labels) throws SQLException {
    insert.setString(1, LabelsText.write(labels));
    try (var row = insert.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  private static int insertSet(Connection connection, int[] members) throws SQLException {
    byte[] blob = Packed.ints(members);
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO series_set(hash, members) VALUES(?, ?)
            ON CONFLICT(hash) DO UPDATE SET hash = hash RETURNING id
            """)) {
      insert.setBytes(1, sha256(blob));
      insert.setBytes(2, blob);
      try (var row = insert.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** Whether these are the members that were stored with this hash. */
  static boolean isSet(byte @Nullable [] hash, byte @Nullable [] members) {
    return hash != null && members != null && MessageDigest.isEqual(hash, sha256(members));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  void remember(Resolved resolved) {
    resolved.added().forEach(index::add);
    synchronized (this) {
      known.putIfAbsent(resolved.set(), resolved.stored());
      byId.putIfAbsent(resolved.stored().id(), resolved.stored());
    }
  }

  /** A set in memory, or null where it must be loaded. */
  synchronized @Nullable StoredSet cached(int id) {
    return byId.get(id);
  }

  /** A set, or null where the file does not have it as it was stored. */
  @Nullable StoredSet byId(Connection connection, int id) throws SQLException {
    var cached = cached(id);
    if (cached != null) {
      return cached;
    }
    try (var query =
        connection.prepareStatement("SELECT hash, members FROM series_set WHERE id = ?")) {
      query.setInt(1, id);
      try (var row = query.executeQuery()) {
        if (!row.next() || !isSet(row.getBytes(1), row.getBytes(2))) {
          return null;
        }
        var loaded = new StoredSet(id, Packed.ints(row.getBytes(2)));
        synchronized (this) {
          byId.put(id, loaded);
        }
        return loaded;
      }
    }
  }

  /** Drops some sets that no target uses; how many. */
  int dropUnusedSets(Connection connection, int limit) throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT id FROM series_set WHERE id NOT IN (SELECT set_id FROM set_use) LIMIT ?");
    query.setInt(1, limit);
    List<Integer> unused = Rows.list(query, row -> row.getInt(1));
    synchronized (this) {
      byId.keySet().removeAll(unused);
      known.values().removeIf(set -> unused.contains(set.id()));
    }
    delete(connection, "DELETE FROM series_set WHERE id = ?", unused);
    return unused.size();
  }

  /** The members of all sets with a number above this one, and the greatest number. */
  record Members(BitSet series, int lastSet, boolean damaged) {
    static final Members NONE = new Members(new BitSet(), 0, false);
  }

  /** Reads the members of sets that came after others. */
  static Members members(Connection connection, Members before) throws SQLException {
    var series = (BitSet) before.series().clone();
    int[] last = {before.lastSet()};
    boolean[] damaged = {before.damaged()};
    var query =
        connection.prepareStatement("SELECT id, hash, members FROM series_set WHERE id > ?");
    query.setInt(1, before.lastSet());
    Rows.forEach(
        query,
        row -> {
          last[0] = Math.max(last[0], row.getInt(1));
          if (isSet(row.getBytes(2), row.getBytes(3))) {
            for (int id : Packed.ints(row.getBytes(3))) {
              series.set(id);
            }
          } else {
            damaged[0] = true;
          }
        });
    return new Members(series, last[0], damaged[0]);
  }

  /**
   * Takes series that are in no set and not pushed for dropped, whose rows go a little later; on
   * the writer's thread. None while a set is damaged, as nobody knows what it had.
   */
  void doom(Members members, BitSet pushed) {
    if (!members.damaged()) {
      doomed.or(index.all());
      doomed.andNot(members.series());
      doomed.andNot(pushed);
    }
  }

  /** Drops some of the series that are taken for dropped; how many. */
  int dropDoomed(Connection connection, int limit) throws SQLException {
    var some = new BitSet();
    doomed.stream().limit(limit).forEach(some::set);
    index.remove(some);
    delete(connection, "DELETE FROM series WHERE id = ?", some.stream().boxed().toList());
    doomed.andNot(some);
    return some.cardinality();
  }

  private static void delete(Connection connection, String sql, List<Integer> ids)
      throws SQLException {
    try (var delete = connection.prepareStatement(sql)) {
      for (int id : ids) {
        delete.setInt(1, id);
        delete.executeUpdate();
      }
    }
  }
}
