package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Rollups;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.Windows;
import dev.muster.sqlite.DatabaseReads;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Answers selections: the newest part from memory, what is older from the file. */
final class SampleReader {
  final DatabaseReads database;
  final SeriesCatalog catalog;
  final Targets targets;
  final SetUses uses;
  final MetricNames metrics;
  final ScrapeTable scrapes;
  final OldScrapes oldScrapes;
  final Holdings holdings;
  final RecentWindow window;
  final PushHoldings pushHoldings;
  final DamageLog damage;
  final PushRead pushed;

  /** Sealed scrapes from before are expired and wait to be dropped with their segment. */
  private final AtomicLong expiredBefore = new AtomicLong(Long.MIN_VALUE);

  SampleReader(
      DatabaseReads database,
      SeriesCatalog catalog,
      Targets targets,
      SetUses uses,
      MetricNames metrics,
      ScrapeTable scrapes,
      OldScrapes oldScrapes,
      Holdings holdings,
      RecentWindow window,
      PushHoldings pushHoldings,
      DamageLog damage) {
    this.database = database;
    this.catalog = catalog;
    this.targets = targets;
    this.uses = uses;
    this.metrics = metrics;
    this.scrapes = scrapes;
    this.oldScrapes = oldScrapes;
    this.holdings = holdings;
    this.window = window;
    this.pushHoldings = pushHoldings;
    this.damage = damage;
    this.pushed = new PushRead(database, pushHoldings, damage);
  }

  /** Samples from before are only there as rollups, or are being dropped. */
  private final AtomicLong goneBefore = new AtomicLong(Long.MIN_VALUE);

  /** All samples of periods before this one may be gone. */
  void goneBefore(long period) {
    if (period > Long.MIN_VALUE / RollupStep.PERIOD_MILLIS) {
      goneBefore.accumulateAndGet(period * RollupStep.PERIOD_MILLIS, Math::max);
    }
  }

  long goneBefore() {
    return goneBefore.get();
  }

  void hideBefore(long time) {
    expiredBefore.set(time);
  }

  long expiredBefore() {
    return expiredBefore.get();
  }

  /** A time that no sample is after but for those with times of their own. */
  long greatestTime() {
    return Math.max(holdings.newest(), pushHoldings.newest());
  }

  List<Series> select(Selection selection) {
    BitSet wanted = catalog.index().matching(selection.matchers());
    if (wanted.isEmpty() || selection.fromMillis() > selection.toMillis()) {
      return List.of();
    }
    return new SampleRead(this, selection, wanted).run();
  }

  /** As {@link dev.muster.metrics.SeriesReader#forEach}. */
  void forEach(Selection selection, Consumer<Series> sink) {
    if (selection.fromMillis() > selection.toMillis()) {
      return;
    }
    var rolled = new RolledSeries(rollups(selection), sink);
    BitSet wanted = catalog.index().matching(selection.matchers());
    if (!wanted.isEmpty()) {
      new SampleRead(this, selection, wanted).forEach(rolled::take);
    }
    rolled.finish();
  }

  private SortedMap<Labels, Rollups> rollups(Selection selection) {
    var windows = selection.windows();
    long gone = Math.max(expiredBefore.get(), goneBefore.get());
    if (windows == null
        || windows.use() == Windows.Use.SAMPLES
        || gone == Long.MIN_VALUE
        || selection.fromMillis() - RollupStep.HOUR.millis() >= gone) {
      return Collections.emptySortedMap();
    }
    return database.read(
        connection -> new RollupRead(connection, selection, windows, gone, damage).run());
  }
}
