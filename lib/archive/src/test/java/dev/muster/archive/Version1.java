package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.sqlite.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Writes files as version 1 did: the tables of its page, and a row a scrape. */
final class Version1 {
  static final int SERIES = 20;

  private static final Map<Integer, SeriesSet> SETS = new ConcurrentHashMap<>();

  private Version1() {}

  /** The same object for a client, as of a scraper whose page stays the same. */
  static SeriesSet set(int client) {
    return SETS.computeIfAbsent(client, Version1::makeSet);
  }

  private static SeriesSet makeSet(int client) {
    var series = new ArrayList<Labels>();
    for (int i = 0; i < SERIES; i++) {
      series.add(Labels.of("__name__", "m" + i, "client", "pc" + client));
    }
    return new SeriesSet(series);
  }

  /** Every third has all its digits; the others have few, so that rows tell what changed. */
  static double[] values(int client, long time) {
    double[] values = new Random(31 * time + client).doubles(SERIES).toArray();
    for (int i = 0; i < SERIES; i++) {
      values[i] = i % 3 == 0 ? values[i] : Math.floor(1000 * values[i]) / 10;
    }
    return values;
  }

  /** Some scrapes of some clients; every tenth has samples with times of their own. */
  static void write(Path file, int clients, List<Long> times) {
    try (var database = Database.open(file, List.of(ArchiveSchema.MIGRATIONS.getFirst()))) {
      database.writeAndWait(connection -> {
        var catalog = new SeriesCatalog();
        var uses = new SetUses();
        for (int client = 0; client < clients; client++) {
          var set = catalog.resolve(connection, set(client)).stored();
          insertTarget(connection, client);
          for (long time : times) {
            uses.extend(connection, client + 1, set.id(), time);
            insertScrape(connection, client, time, set.id());
          }
        }
        return clients;
      });
    }
  }

  static boolean hasOwnTimes(long time) {
    return time / 15_000 % 10 == 3;
  }

  private static void insertTarget(Connection connection, int client) throws SQLException {
    try (var insert = connection.prepareStatement("INSERT INTO target(id, name) VALUES(?, ?)")) {
      insert.setInt(1, client + 1);
      insert.setString(2, "pc" + client);
      insert.executeUpdate();
    }
  }

  private static void insertScrape(Connection connection, int client, long time, int set)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO scrape(
              target, time, set_id, first_time, last_time, sample_times, sample_values)
            VALUES(?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setInt(1, client + 1);
      insert.setLong(2, time);
      insert.setInt(3, set);
      if (hasOwnTimes(time)) {
        var own = new long[SERIES];
        Arrays.fill(own, time);
        own[0] = time - 5000;
        insert.setLong(4, time - 5000);
        insert.setLong(5, time);
        insert.setBytes(6, Packed.longs(own));
      }
      insert.setBytes(7, Packed.doubles(values(client, time)));
      insert.executeUpdate();
    }
  }
}
