package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Finds out, at start, where the file has its scrapes. */
final class HoldingsLoad {
  private final Connection connection;
  private final Holdings holdings;
  private final ScrapeTable scrapes;
  private final DamageLog damage;

  HoldingsLoad(Connection connection, Holdings holdings, ScrapeTable scrapes, DamageLog damage) {
    this.connection = connection;
    this.holdings = holdings;
    this.scrapes = scrapes;
    this.damage = damage;
  }

  /** Fills the holdings; the head rows that are in segments already. */
  long[] run() throws SQLException {
    boolean hasOld = OldScrapes.exists(connection);
    holdings.load(SegmentTable.version(connection), hasOld);
    if (hasOld) {
      OldScrapes.load(connection, holdings);
    }
    var segments = SegmentTable.load(connection, damage);
    for (var segment : segments) {
      holdings.add(segment);
      scrapes.used(segment.lastRow());
    }
    return rows(segments);
  }

  private long[] rows(List<Segment> segments) throws SQLException {
    long oldest =
        Rows.number(connection.prepareStatement("SELECT min(id) FROM scrape"), Long.MAX_VALUE);
    Map<Integer, List<Segment>> recent =
        segments.stream()
            .filter(segment -> segment.lastRow() >= oldest)
            .collect(Collectors.groupingBy(Segment::group));
    var isSealed = LongStream.builder();
    scrapes.list(
        connection,
        row -> {
          scrapes.used(row.id());
          if (recent.getOrDefault(Segment.group(row.target()), List.of()).stream()
              .anyMatch(s -> s.has(row.target()) && s.holdsRow(row.id(), row.time()))) {
            isSealed.add(row.id());
          } else {
            holdings.add(row);
          }
        });
    return isSealed.build().toArray();
  }
}
