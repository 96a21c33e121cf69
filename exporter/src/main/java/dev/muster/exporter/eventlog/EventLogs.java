package dev.muster.exporter.eventlog;

import dev.muster.exporter.collector.Collector;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This machine's event logs: counted for the page, and read record by record from wherever a client
 * stopped. Nothing is remembered about clients; their cursors hold it all.
 */
public final class EventLogs implements AutoCloseable {
  /** More records than this are not read at once. */
  public static final int MAX_LIMIT = 1000;

  /** Updates at the start at most; each counts some ten thousand records. */
  private static final int MAX_CATCH_UP = 25;

  private static final Logger LOG = LoggerFactory.getLogger(EventLogs.class);

  private final List<LogCounter> counters;
  private final EventRules rules;
  private final TallyFile tallies;

  private EventLogs(List<LogCounter> counters, EventRules rules, TallyFile tallies) {
    this.counters = List.copyOf(counters);
    this.rules = rules;
    this.tallies = tallies;
  }

  /**
   * Finds the logs and starts to count from their ends, or goes on from where the last run stopped.
   */
  public static EventLogs open(EventLogSettings settings) {
    return open(settings, new LogSources(settings));
  }

  static EventLogs open(EventLogSettings settings, LogSources sources) {
    var tallies = new TallyFile(settings.tallies(), settings.clock());
    var logs = new EventLogs(sources.find(tallies.read()), settings.rules(), tallies);
    logs.counters.forEach(EventLogs::start);
    tallies.write(logs.counted());
    return logs;
  }

  /** Counts what came since the last run, so that no count is shown lower than it was. */
  private static void start(LogCounter counter) {
    try {
      for (int round = 0; round < MAX_CATCH_UP; round++) {
        String before = counter.counts().position();
        counter.update();
        if (Objects.equals(before, counter.counts().position())) {
          return;
        }
      }
    } catch (IOException e) {
      LOG.debug(
          "msg=\"log not readable yet\" log={} reason=\"{}\"", counter.log().name(), e.toString());
    }
  }

  /**
   * Records and where to go on.
   *
   * @param next the cursor after all of them
   */
  public record Batch(List<Event> events, String next) {
    public Batch {
      events = List.copyOf(events);
    }
  }

  /**
   * A record.
   *
   * @param cursor the cursor after it
   */
  public record Event(String cursor, EventRecord event) {}

  /** A collector {@code eventlog} with no logs, for whoever lists collectors. */
  public static Collector unopened() {
    return new EventLogCollector(List.of(), EventRules.defaults(), () -> {});
  }

  /** The collector {@code eventlog}. */
  public Collector collector() {
    return new EventLogCollector(counters, rules, () -> tallies.writeNowAndThen(counted()));
  }

  /** No records, and the cursor of the logs' ends. */
  public Batch end() {
    Map<String, String> ends = new HashMap<>();
    for (LogCounter counter : counters) {
      try {
        ends.put(counter.log().name(), counter.log().end());
      } catch (IOException e) {
        failed(counter, e);
      }
    }
    return new Batch(List.of(), new Cursor(ends).text());
  }

  /**
   * Records after a cursor, of all logs together by their times; each log's own order is kept. A
   * log that the cursor does not know is read from its end on, one that cannot be read stays where
   * it was.
   *
   * @param limit 1 to {@link #MAX_LIMIT}
   * @throws BadCursorException if the cursor is none of ours
   */
  public Batch after(String cursor, int limit) {
    Map<String, String> at = new HashMap<>(Cursor.parse(cursor).positions());
    at.keySet().retainAll(counters.stream().map(counter -> counter.log().name()).toList());
    List<Rest> rests = new ArrayList<>();
    for (LogCounter counter : counters) {
      Rest rest = read(counter, at, limit);
      if (rest != null) {
        rests.add(rest);
      }
    }
    List<Event> events = merge(rests, at, limit);
    for (Rest rest : rests) {
      if (rest.peek() == null) {
        at.put(rest.log, rest.chunk.next());
      }
    }
    return new Batch(events, new Cursor(at).text());
  }

  private @Nullable Rest read(LogCounter counter, Map<String, String> at, int limit) {
    String log = counter.log().name();
    try {
      String position = at.get(log);
      if (position == null) {
        at.put(log, counter.log().end());
        return null;
      }
      return new Rest(log, counter.log().read(position, Math.clamp(limit, 1, MAX_LIMIT)));
    } catch (IOException e) {
      failed(counter, e);
      return null;
    }
  }

  private static List<Event> merge(List<Rest> rests, Map<String, String> at, int limit) {
    var byTime = new PriorityQueue<Rest>(Comparator.comparing(Rest::time));
    rests.stream().filter(rest -> rest.peek() != null).forEach(byTime::add);
    List<Event> events = new ArrayList<>();
    while (events.size() < limit) {
      Rest oldest = byTime.poll();
      if (oldest == null) {
        break;
      }
      EventLogReader.Entry entry = oldest.take();
      at.put(oldest.log, entry.next());
      events.add(new Event(new Cursor(at).text(), entry.event()));
      if (oldest.peek() != null) {
        byTime.add(oldest);
      }
    }
    return events;
  }

  private static void failed(LogCounter counter, IOException e) {
    counter.counts().addReadError();
    LOG.warn(
        "msg=\"event log cannot be read\" log={} reason=\"{}\"",
        counter.log().name(),
        e.toString());
  }

  private Map<String, LogTally> counted() {
    Map<String, LogTally> counted = new HashMap<>();
    counters.forEach(counter -> counted.put(counter.log().name(), counter.counts().tally()));
    return counted;
  }

  /** Keeps what was counted. */
  @Override
  public void close() {
    counters.forEach(LogCounter::close);
    tallies.write(counted());
  }

  /** What one log gave and is not merged yet. */
  private static final class Rest {
    private final String log;
    private final EventLogReader.Chunk chunk;
    private int taken;

    Rest(String log, EventLogReader.Chunk chunk) {
      this.log = log;
      this.chunk = chunk;
    }

    EventLogReader.@Nullable Entry peek() {
      return taken < chunk.entries().size() ? chunk.entries().get(taken) : null;
    }

    EventLogReader.Entry take() {
      return chunk.entries().get(taken++);
    }

    Instant time() {
      return chunk.entries().get(taken).event().time();
    }
  }
}
