package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.sqlite.Database;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Series by their labels and by when their targets had them; no sample is read. */
final class SeriesSearch {
  private final Database database;
  private final SeriesCatalog catalog;
  private final Targets targets;
  private final SetUses uses;
  private final PushUses pushed;

  SeriesSearch(
      Database database, SeriesCatalog catalog, Targets targets, SetUses uses, PushUses pushed) {
    this.database = database;
    this.catalog = catalog;
    this.targets = targets;
    this.uses = uses;
    this.pushed = pushed;
  }

  List<Labels> find(List<Matcher> matchers, long from, long to) {
    var found = catalog.index().matching(matchers);
    if (!found.isEmpty() && (from != Long.MIN_VALUE || to != Long.MAX_VALUE)) {
      found.and(within(from, to));
    }
    var series = new ArrayList<Labels>();
    found.stream()
        .forEach(id -> {
          var labels = catalog.index().labels(id);
          if (labels != null) {
            series.add(labels);
          }
        });
    return series;
  }

  private BitSet within(long from, long to) {
    Set<Integer> sets = new HashSet<>();
    for (var target : targets.all()) {
      // A sample with a time of its own may lie anywhere.
      sets.addAll(
          target.ownTimes()
              ? uses.of(target.id(), Long.MIN_VALUE, Long.MAX_VALUE)
              : uses.of(target.id(), from, to));
    }
    var members = pushed.within(from, to);
    var missing = new ArrayList<Integer>();
    for (int id : sets) {
      var set = catalog.cached(id);
      if (set == null) {
        missing.add(id);
      } else {
        add(set, members);
      }
    }
    if (!missing.isEmpty()) {
      database.read(connection -> {
        for (int id : missing) {
          var set = catalog.byId(connection, id);
          if (set != null) {
            add(set, members);
          }
        }
        return missing.size();
      });
    }
    return members;
  }

  private static void add(StoredSet set, BitSet members) {
    for (int id : set.members()) {
      members.set(id);
    }
  }
}
