package dev.muster.exporter.eventlog;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Counts by reading, at each update, what is new: right for files, where asking costs little. */
final class PolledCounter implements LogCounter {
  private static final int MAX_RECORDS = 20_000;
  private static final int MAX_READS = 4;

  private final EventLogReader log;
  private final LogCounts counts = new LogCounts();
  private volatile @Nullable String position;

  /** Counts from a position, or, where that is null, from the end as it is at the first update. */
  PolledCounter(EventLogReader log, @Nullable String position) {
    this.log = log;
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
  public void update() throws IOException {
    try {
      String from = position;
      position = from == null ? log.end() : count(from);
    } catch (BadCursorException kept) {
      position = null;
      throw new IOException("where counting had stopped is lost, it starts anew", kept);
    } catch (IOException e) {
      counts.addReadError();
      throw e;
    }
  }

  private String count(String from) throws IOException {
    String at = from;
    int records = 0;
    for (int reads = 0; reads < MAX_READS && records < MAX_RECORDS; reads++) {
      EventLogReader.Chunk chunk = log.read(at, MAX_RECORDS - records);
      chunk.entries().forEach(entry -> counts.add(entry.event()));
      records += chunk.entries().size();
      if (chunk.next().equals(at)) {
        break;
      }
      at = chunk.next();
    }
    return at;
  }

  @Override
  public @Nullable String position() {
    return position;
  }

  @Override
  public void close() {}
}
