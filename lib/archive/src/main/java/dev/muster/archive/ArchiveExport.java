package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.TooManySamplesException;
import dev.muster.sqlite.Database;
import dev.muster.sqlite.DatabaseException;
import dev.muster.sqlite.DatabaseReads;
import dev.muster.sqlite.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Reads one state of an archive from its file alone, some series at a time: as many as two million
 * samples allow, and of a series that has more, one part of its time after the other.
 */
final class ArchiveExport {
  /** All that one read may hold, so that memory is bounded: some 64 MB. */
  static final int SAMPLES = 2_000_000;

  private static final int FIRST_BATCH = 256;
  private static final Comparator<Labels> ORDER =
      Comparator.comparing(Labels::metricName).thenComparing(Comparator.naturalOrder());

  private final SeriesCatalog catalog = new SeriesCatalog();
  private final SampleReader reader;
  private final int mostSamples;

  ArchiveExport(Path file, Connection connection, DamageLog damage) throws SQLException {
    this(file, connection, damage, SAMPLES);
  }

  ArchiveExport(Path file, Connection connection, DamageLog damage, int mostSamples)
      throws SQLException {
    this.mostSamples = mostSamples;
    var metrics = new MetricNames();
    var targets = new Targets();
    var uses = new SetUses();
    var holdings = new Holdings();
    var window = new RecentWindow(0, 0);
    var scrapes = new ScrapeTable(catalog, damage);
    catalog.load(connection, damage);
    metrics.load(connection, damage);
    var _ = new HoldingsLoad(connection, holdings, scrapes, damage).run();
    targets.load(connection, holdings, window, damage);
    uses.load(connection);
    var pushes = new PushHoldings();
    PushStore.load(connection, pushes, new PushUses(), damage, 0);
    this.reader =
        new SampleReader(
            new OneState(file, connection),
            catalog,
            targets,
            uses,
            metrics,
            scrapes,
            new OldScrapes(catalog, damage),
            holdings,
            window,
            pushes,
            damage);
  }

  /** Reads in the transaction that is open already. */
  private record OneState(Path file, Connection connection) implements DatabaseReads {
    @Override
    public <T> T read(Database.Work<T> work) {
      try {
        return work.on(connection);
      } catch (SQLException e) {
        throw new DatabaseException(file + ": cannot be read (" + e.getMessage() + ")", e);
      }
    }
  }

  void run(List<List<Matcher>> matchers, long from, long to, ExportSink sink, Progress progress) {
    var ids = sorted(matchers);
    int batch = FIRST_BATCH;
    for (int done = 0; done < ids.size(); ) {
      progress.at(done, ids.size());
      int end = Math.min(ids.size(), done + batch);
      try {
        select(ids.subList(done, end), from, to).forEach(sink::take);
        done = end;
        batch = Math.min(2 * batch, 1 << 20);
      } catch (TooManySamplesException e) {
        batch = (end - done) / 2;
        if (batch == 0) {
          inParts(ids.subList(done, end), from, to, sink);
          done = end;
          batch = 1;
        }
      }
    }
    progress.at(ids.size(), ids.size());
  }

  private List<Integer> sorted(List<List<Matcher>> matchers) {
    var wanted = new BitSet();
    matchers.forEach(list -> wanted.or(catalog.index().matching(list)));
    return wanted.stream().boxed().sorted(Comparator.comparing(this::labels, ORDER)).toList();
  }

  private Labels labels(int id) {
    var labels = catalog.index().labels(id);
    return labels == null ? Labels.EMPTY : labels;
  }

  /** One series with too many samples for one read: the halves of the time, each read alone. */
  private void inParts(List<Integer> one, long from, long to, ExportSink sink) {
    long middle = from + (to - from) / 2;
    readOrHalve(one, from, middle, sink);
    readOrHalve(one, middle + 1, to, sink);
  }

  private void readOrHalve(List<Integer> one, long from, long to, ExportSink sink) {
    if (from > to) {
      return;
    }
    List<Series> read;
    try {
      read = select(one, from, to);
    } catch (TooManySamplesException e) {
      if (from == to) {
        throw e;
      }
      inParts(one, from, to, sink);
      return;
    }
    read.forEach(sink::take);
  }

  private List<Series> select(List<Integer> ids, long from, long to) {
    var wanted = new BitSet();
    ids.forEach(wanted::set);
    var selection = new Selection(List.of(), from, to, mostSamples);
    var read = new ArrayList<>(new SampleRead(reader, selection, wanted).run());
    read.sort(Comparator.comparing(Series::labels, ORDER));
    return read;
  }
}
