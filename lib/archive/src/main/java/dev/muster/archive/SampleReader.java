package dev.muster.archive;

import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.sqlite.DatabaseReads;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

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
}
