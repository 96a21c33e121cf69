package dev.muster.exporter.eventlog;

import java.io.IOException;
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
  private final Journalctl journalctl;
  private final LogCounts counts = new LogCounts();
  private volatile @Nullable String position;
  private Journalctl.@Nullable Run run;
  private boolean closed;

  /** Counts from a position, or, where that is null, from the end as it is at the first update. */
  FollowingCounter(EventLogReader log, Journalctl journalctl, @Nullable String position) {
    this.log = log;
    this.journalctl = journalctl;
    this.position = position;
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
      position = null;
      throw new IOException("where counting had stopped is lost, it starts anew", kept);
    } catch (IOException e) {
      counts.addReadError();
      throw e;
    }
  }

  private void start() throws IOException {
    String from = position;
    if (from == null) {
      from = log.end();
      position = from;
    }
    Journalctl.Run started =
        journalctl.follow(
            "--follow", "--no-tail", "--output-fields=PRIORITY", JournalLog.after(from));
    run = started;
    Thread.ofPlatform().daemon().name("journal").start(() -> count(started));
  }

  private void count(Journalctl.Run from) {
    var export = new JournalExport(from.output());
    try (from) {
      Map<String, String> fields;
      while ((fields = export.next()) != null) {
        JournalEntry entry = JournalEntry.of(fields);
        counts.add(entry.event());
        position = entry.cursor();
      }
    } catch (IOException e) {
      LOG.debug("msg=\"journal following stopped\" reason=\"{}\"", e.getMessage());
    }
  }

  @Override
  public @Nullable String position() {
    return position;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (run != null) {
      run.close();
    }
  }
}
