package dev.muster.archive;

import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.TooManySamplesException;
import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers selections: the newest part from memory, what is older from the file. */
final class SampleReader {
  private final Database database;
  private final SeriesCatalog catalog;
  private final Targets targets;
  private final SetUses uses;
  private final ScrapeTable scrapes;
  private final RecentWindow window;

  SampleReader(
      Database database,
      SeriesCatalog catalog,
      Targets targets,
      SetUses uses,
      ScrapeTable scrapes,
      RecentWindow window) {
    this.database = database;
    this.catalog = catalog;
    this.targets = targets;
    this.uses = uses;
    this.scrapes = scrapes;
    this.window = window;
  }

  List<Series> select(Selection selection) {
    BitSet wanted = catalog.index().matching(selection.matchers());
    if (wanted.isEmpty() || selection.fromMillis() > selection.toMillis()) {
      return List.of();
    }
    return new Read(selection, wanted).run();
  }

  /** What is known of one target before the file is asked. */
  private record Plan(Targets.Target target, RecentWindow.Part recent) {}

  /** Where the wanted series stand in a set, and where their samples go. */
  private static final class Projection {
    private final int[] positions;
    private final SampleBuffer[] buffers;

    Projection(int[] positions, SampleBuffer[] buffers) {
      this.positions = positions;
      this.buffers = buffers;
    }

    boolean isEmpty() {
      return positions.length == 0;
    }
  }

  private final class Read {
    private final long from;
    private final long to;
    private final int maxSamples;
    private final BitSet wanted;
    private final Map<Integer, SampleBuffer> found = new TreeMap<>();
    private final Map<Integer, Projection> projections = new HashMap<>();
    private long samples;

    Read(Selection selection, BitSet wanted) {
      this.from = selection.fromMillis();
      this.to = selection.toMillis();
      this.maxSamples = selection.maxSamples();
      this.wanted = wanted;
    }

    List<Series> run() {
      // The window first: what leaves it meanwhile is in the file that is read after.
      var plans = new ArrayList<Plan>();
      boolean fileNeeded = false;
      for (var target : targets.all()) {
        if (mayHold(target)) {
          var plan = new Plan(target, window.read(target.id(), from, to));
          plans.add(plan);
          fileNeeded |= target.ownTimes() || from < plan.recent().completeFrom();
        }
      }
      if (fileNeeded) {
        database.read(connection -> {
          for (var plan : plans) {
            take(connection, plan);
          }
          return plans.size();
        });
      } else {
        plans.forEach(this::takeRecent);
      }
      return series();
    }

    private boolean mayHold(Targets.Target target) {
      var sets =
          target.ownTimes()
              ? uses.of(target.id(), Long.MIN_VALUE, Long.MAX_VALUE)
              : uses.of(target.id(), from, to);
      for (int set : sets) {
        var members = catalog.cached(set);
        if (members == null || !projection(members).isEmpty()) {
          return true;
        }
      }
      return false;
    }

    private void take(Connection connection, Plan plan) throws SQLException {
      int target = plan.target().id();
      long completeFrom = plan.recent().completeFrom();
      if (from < completeFrom) {
        scrapes.read(connection, target, from, Math.min(to, completeFrom - 1), this::takeStored);
      }
      takeRecent(plan);
      if (plan.target().ownTimes()) {
        scrapes.readOwnTimes(connection, target, from, to, this::takeStored);
      }
    }

    private void takeRecent(Plan plan) {
      for (var row : plan.recent().rows()) {
        var projection = projection(row.set());
        for (int i = 0; i < projection.positions.length; i++) {
          add(projection.buffers[i], row.time(), row.value(projection.positions[i]));
        }
      }
    }

    private void takeStored(StoredSet set, long time, byte @Nullable [] times, byte[] values) {
      var projection = projection(set);
      for (int i = 0; i < projection.positions.length; i++) {
        int position = projection.positions[i];
        long at = times == null ? time : Packed.longAt(times, position);
        if (from <= at && at <= to) {
          add(projection.buffers[i], at, Packed.doubleAt(values, position));
        }
      }
    }

    private void add(SampleBuffer buffer, long time, double value) {
      if (++samples > maxSamples) {
        throw new TooManySamplesException(maxSamples);
      }
      buffer.add(time, value);
    }

    private Projection projection(StoredSet set) {
      return projections.computeIfAbsent(set.id(), id -> project(set));
    }

    private Projection project(StoredSet set) {
      int[] members = set.members();
      var positions = new ArrayList<Integer>();
      for (int i = 0; i < members.length; i++) {
        if (wanted.get(members[i])) {
          positions.add(i);
        }
      }
      var buffers = new SampleBuffer[positions.size()];
      for (int i = 0; i < buffers.length; i++) {
        buffers[i] = found.computeIfAbsent(members[positions.get(i)], series -> new SampleBuffer());
      }
      return new Projection(positions.stream().mapToInt(Integer::intValue).toArray(), buffers);
    }

    private List<Series> series() {
      var list = new ArrayList<Series>(found.size());
      found.forEach((id, buffer) -> {
        var labels = buffer.size() == 0 ? null : catalog.index().labels(id);
        if (labels != null) {
          list.add(buffer.toSeries(labels));
        }
      });
      return list;
    }
  }
}
