package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

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

  /** Fills the holdings; the head rows that are in segments already, in parts. */
  List<long[]> run() throws SQLException {
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

  private List<long[]> rows(List<Segment> segments) throws SQLException {
    long oldest =
        Rows.number(connection.prepareStatement("SELECT min(id) FROM scrape"), Long.MAX_VALUE);
    var recent = segments.stream().filter(s -> s.lastRow() >= oldest).toList();
    var isSealed = new ArrayList<long[]>();
    scrapes.list(
        connection,
        row -> {
          scrapes.used(row.id());
          if (recent.stream()
              .anyMatch(s -> s.has(row.target()) && s.holdsRow(row.id(), row.time()))) {
            isSealed.add(new long[] {row.id()});
          } else {
            holdings.add(row);
          }
        });
    return isSealed;
  }
}
