package dev.muster.exporter.eventlog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts macOS's unified log by one {@code log stream} that stays. It tells what is logged from now
 * on and nothing of before: what came while the exporter was away is a gap. If it ends, the next
 * update counts a read error and a gap, and starts another one.
 */
final class UnifiedLogCounter implements LogCounter {
  private static final Logger LOG = LoggerFactory.getLogger(UnifiedLogCounter.class);

  private final RecentRecords log;
  private final LogProgram program;
  private final String predicate;
  private final LogCounts counts;
  private LogProgram.@Nullable Run run;
  private boolean closed;

  /**
   * A counter that goes on from where the counts are.
   *
   * @param predicate which events are told, as {@code log help predicates} says
   */
  UnifiedLogCounter(RecentRecords log, LogProgram program, String predicate, LogCounts counts) {
    this.log = log;
    this.program = program;
    this.predicate = predicate;
    this.counts = counts;
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
  public synchronized void update() throws IOException {
    if (closed || (run != null && run.alive())) {
      return;
    }
    boolean ended = run != null;
    String before = counts.position();
    if (ended || (before != null && !log.isOwn(before))) {
      counts.addGap();
    }
    try {
      start();
      if (ended) {
        throw new IOException(
            "log stream had ended and was started again; is the predicate right, and the account"
                + " an administrator?");
      }
    } catch (IOException e) {
      counts.addReadError();
      throw e;
    }
  }

  private void start() throws IOException {
    LogProgram.Run started = program.follow("--predicate", predicate);
    run = started;
    counts.moveTo(log.end());
    Thread.ofPlatform().daemon().name("unified-log").start(() -> count(started));
  }

  private void count(LogProgram.Run from) {
    try (from;
        var lines =
            new BufferedReader(new InputStreamReader(from.output(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        EventRecord event = UnifiedLogLine.parse(line);
        if (event != null) {
          counts.add(event, log.add(event));
        }
      }
    } catch (IOException e) {
      LOG.debug("msg=\"log stream stopped\" reason=\"{}\"", e.getMessage());
    }
  }

  /** Not known: how much is yet to be printed is not said. */
  @Override
  public @Nullable Duration lag() {
    return null;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (run != null) {
      run.close();
    }
  }
}
