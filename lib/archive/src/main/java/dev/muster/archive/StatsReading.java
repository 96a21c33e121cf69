package dev.muster.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what an archive file holds. Blobs are not read, only how long they are; but see {@link
 * SealedBytes}.
 */
final class StatsReading {
  private static final int LARGEST = 10;

  private final Connection connection;

  StatsReading(Connection connection) {
    this.connection = connection;
  }

  ArchiveStats of(Path file) throws SQLException {
    boolean hasOld = OldScrapes.exists(connection);
    var sealed = SealedBytes.of(connection);
    long page = number("PRAGMA page_size");
    return new ArchiveStats(
        (int) number("PRAGMA user_version"),
        page * number("PRAGMA page_count"),
        size(file.resolveSibling(file.getFileName() + "-wal")),
        page * number("PRAGMA freelist_count"),
        number("SELECT count(*) FROM target"),
        number("SELECT count(*) FROM series"),
        number("SELECT count(*) FROM scrape"),
        number("SELECT total(length(sample_values)) FROM scrape"),
        hasOld ? number("SELECT count(*) FROM scrape_1") : 0,
        number("SELECT count(*) FROM segment"),
        sealed.all(),
        number(
            "SELECT (SELECT total(samples) FROM push) - (SELECT total(samples) FROM push_sealed)"
                + " + (SELECT total(samples) FROM push_segment)"),
        number(
            "SELECT (SELECT total(length(data)) FROM push)"
                + " + (SELECT total(length(data)) FROM push_block)"),
        time(hasOld, "min", "first_time"),
        time(hasOld, "max", "last_time"),
        number("SELECT count(*) FROM event_record"),
        number("SELECT count(*) FROM alert_episode"),
        number("SELECT count(*) FROM outbox"),
        rollups(),
        sealed.largest(LARGEST));
  }

  private long number(String sql) throws SQLException {
    return Rows.number(connection.prepareStatement(sql), 0);
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Long time(boolean hasOld, String which, String ofSegment) throws SQLException {
    var parts =
        Stream.of(
            "SELECT %s(time) t FROM scrape".formatted(which),
            "SELECT %s(%s) FROM segment".formatted(which, ofSegment),
            "SELECT %s(%s) FROM push".formatted(which, ofSegment),
            "SELECT %s(%s) FROM push_segment".formatted(which, ofSegment),
            "SELECT %s(time) FROM %s".formatted(which, hasOld ? "scrape_1" : "scrape"));
    var times =
        Rows.list(
            connection.prepareStatement(
                "SELECT %s(t) FROM (%s)"
                    .formatted(which, String.join(" UNION ALL ", parts.toList()))),
            row -> Optional.ofNullable(Rows.nullableLong(row, 1)));
    return times.getFirst().orElse(null);
  }

  private List<ArchiveStats.RollupRows> rollups() throws SQLException {
    var rollups = new ArrayList<ArchiveStats.RollupRows>();
    for (var step : RollupStep.values()) {
      var query =
          connection.prepareStatement(
              """
              SELECT count(*), total(coalesce(length(windows), 0) + length(count) + length(last)
                + coalesce(length(min), 0) + coalesce(length(max), 0) + coalesce(length(sum), 0)
                + coalesce(length(increase), 0)) FROM rollup WHERE step = ?
              """);
      query.setInt(1, step.seconds());
      rollups.addAll(
          Rows.list(
              query,
              row -> new ArchiveStats.RollupRows(step.seconds(), row.getLong(1), row.getLong(2))));
    }
    return rollups;
  }
}
