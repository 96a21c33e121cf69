package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes rows of version 1 head rows, the ones that arrived first before the others. */
final class OldRowMover {
  private static final Logger LOG = LoggerFactory.getLogger(OldRowMover.class);
  private static final int STEP_ROWS = 100;

  private record Moved(long version, List<HeadRow> rows) {}

  private final Database database;
  private final OldScrapes old;
  private final ScrapeTable scrapes;
  private final Holdings holdings;
  private long movedTo = Long.MIN_VALUE;

  OldRowMover(Database database, OldScrapes old, ScrapeTable scrapes, Holdings holdings) {
    this.database = database;
    this.old = old;
    this.scrapes = scrapes;
    this.holdings = holdings;
  }

  /** The time of the newest scrape that was moved. */
  long movedTo() {
    return movedTo;
  }

  /** Moves about so many rows; whether more may be left. */
  boolean move(int rows) {
    for (int moved = 0; moved < rows && holdings.hasOldRows(); moved += STEP_ROWS) {
      long last = database.read(c -> OldScrapes.lastOfFirst(c, STEP_ROWS));
      if (last == 0) {
        end();
        break;
      }
      var done =
          database.writeAndWait(
              connection -> step(connection, last), m -> holdings.moved(m.version(), m.rows()));
      done.rows().forEach(row -> movedTo = Math.max(movedTo, row.time()));
    }
    return holdings.hasOldRows();
  }

  private Moved step(Connection connection, long last) throws SQLException {
    var rows = new ArrayList<HeadRow>();
    old.readFirst(
        connection,
        last,
        row ->
            rows.add(
                scrapes.insert(
                    connection, row.target(), row.time(), row.set().id(), new EncodedScrape(row))));
    OldScrapes.dropFirst(connection, last);
    long version = holdings.version() + 1;
    SegmentTable.setVersion(connection, version);
    return new Moved(version, rows);
  }

  private void end() {
    long version = holdings.version() + 1;
    database.writeAndWait(
        connection -> {
          OldScrapes.drop(connection);
          SegmentTable.setVersion(connection, version);
          return version;
        },
        holdings::noOldRows);
    LOG.info("msg=\"all scrapes of version 1 moved\"");
  }
}
