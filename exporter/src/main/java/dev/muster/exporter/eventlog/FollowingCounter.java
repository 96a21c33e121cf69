package dev.muster.exporter.eventlog;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the journal by one {@code journalctl --follow} that stays: it sleeps while nothing comes,
 * where a process per scrape would cost more than the rest of the scrape. If it ends, the next
 * update counts a read error and starts another one where it stopped.
 */
final class FollowingCounter implements LogCounter {
  private static final Logger LOG = LoggerFactory.getLogger(FollowingCounter.class);

  private final EventLogReader log;
  private final LogProgram journalctl;
  private final LogCounts counts;
  private LogProgram.@Nullable Run run;
  private boolean closed;

  /** Counts on from where the counts are, or, where that is nowhere, from the log's end. */
  FollowingCounter(EventLogReader log, LogProgram journalctl, LogCounts counts) {
    this.log = log;
    this.journalctl = journalctl;
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
    try {
      boolean ended = run != null;
      start();
      if (ended) {
        throw new IOException("journalctl --follow had ended and was started again");
      }
    } catch (BadCursorException kept) {
      counts.moveTo(null);
      throw new IOException("where counting had stopped is lost, it starts anew", kept);
    } catch (IOException e) {
      counts.addReadError();
      throw e;
    }
  }

  private void start() throws IOException {
    String from = counts.position();
    if (from == null) {
      from = log.end();
      counts.moveTo(from);
    }
    LogProgram.Run started =
        journalctl.follow("--follow", "--no-tail", JournalLog.FIELDS, JournalLog.after(from));
    run = started;
    Thread.ofPlatform().daemon().name("journal").start(() -> count(started));
  }

  private void count(LogProgram.Run from) {
    var export = new JournalExport(from.output());
    try (from) {
      Map<String, String> fields;
      while ((fields = export.next()) != null) {
        JournalEntry entry = JournalEntry.of(fields);
        counts.add(entry.event(), entry.cursor());
      }
    } catch (IOException e) {
      LOG.debug("msg=\"journal following stopped\" reason=\"{}\"", e.getMessage());
    }
  }

  /** Not known: how much journalctl has yet to print it does not say. */
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
