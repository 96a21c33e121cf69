package dev.muster.exporter.eventlog;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Counts by reading, at each update, what is new: right for files, where asking costs little. */
final class PolledCounter implements LogCounter {
  private static final int MAX_RECORDS = 20_000;
  private static final int MAX_READS = 4;

  private final EventLogReader log;
  private final EventLogReader counted;
  private final LogCounts counts;
  private final InstantSource clock;
  private volatile boolean behind;

  /** Counts on from where the counts are, or, where that is nowhere, from the log's end. */
  PolledCounter(EventLogReader log, LogCounts counts, InstantSource clock) {
    this(log, log, counts, clock);
  }

  /**
   * The same with a second reader of the same log.
   *
   * @param counted reads what counting needs, at less cost
   */
  PolledCounter(EventLogReader log, EventLogReader counted, LogCounts counts, InstantSource clock) {
    this.log = log;
    this.counted = counted;
    this.counts = counts;
    this.clock = clock;
  }

  @Override
  public EventLogReader log() {
    return log;
  }

  @Override
  public LogCounts counts() {
    return counts;
  }

  @Override
  public void update() throws IOException {
    try {
      String from = counts.position();
      if (from == null) {
        counts.moveTo(counted.end());
      } else {
        count(from);
      }
    } catch (BadCursorException kept) {
      counts.moveTo(null);
      throw new IOException("where counting had stopped is lost, it starts anew", kept);
    } catch (IOException e) {
      counts.addReadError();
      throw e;
    }
  }

  private void count(String from) throws IOException {
    String at = from;
    int records = 0;
    behind = true;
    for (int reads = 0; reads < MAX_READS && records < MAX_RECORDS; reads++) {
      EventLogReader.Chunk chunk = counted.read(at, MAX_RECORDS - records);
      if (chunk.gap()) {
        counts.addGap();
      }
      chunk.entries().forEach(entry -> counts.add(entry.event(), entry.next()));
      counts.moveTo(chunk.next());
      records += chunk.entries().size();
      if (chunk.next().equals(at)) {
        behind = false;
        break;
      }
      at = chunk.next();
    }
  }

  @Override
  public @Nullable Duration lag() {
    Instant last = counts.last();
    if (!behind || last == null) {
      return Duration.ZERO;
    }
    Duration age = Duration.between(last, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  @Override
  public void close() {}
}
