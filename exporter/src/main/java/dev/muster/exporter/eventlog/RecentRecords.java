package dev.muster.exporter.eventlog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The newest records of a log that cannot be read a second time, kept in memory: some thousand, or
 * a megabyte of messages. A position is this run's number and how many records had come; one of
 * another run, or before the oldest record kept, is a gap.
 */
final class RecentRecords implements EventLogReader {
  private static final int MAX_RECORDS = 2000;
  private static final int MAX_CHARS = 1 << 20;
  private static final Pattern POSITION = Pattern.compile("[0-9a-f]{1,16}\\.\\d{1,18}");

  private final String name;
  private final String run;
  private final Deque<EventRecord> kept = new ArrayDeque<>();
  private long came;
  private int chars;

  /**
   * Keeps nothing yet.
   *
   * @param run tells this run from all others
   */
  RecentRecords(String name, long run) {
    this.name = name;
    this.run = Long.toHexString(run) + '.';
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public synchronized String end() {
    return run + came;
  }

  /** Keeps a record; the position after it. */
  synchronized String add(EventRecord event) {
    kept.addLast(event);
    chars += event.message().length();
    while (kept.size() > MAX_RECORDS || chars > MAX_CHARS) {
      chars -= kept.removeFirst().message().length();
    }
    came++;
    return run + came;
  }

  /** Whether a position is of this run. */
  boolean isOwn(String position) {
    return position.startsWith(run);
  }

  @Override
  public synchronized Chunk read(String position, int limit) {
    if (!POSITION.matcher(position).matches()) {
      throw new BadCursorException("This cursor names an impossible place in the log " + name);
    }
    long oldest = came - kept.size();
    long after = isOwn(position) ? Long.parseLong(position.substring(run.length())) : -1;
    boolean gap = after < oldest || after > came;
    long next = gap ? oldest : after;
    List<Entry> entries = new ArrayList<>();
    for (EventRecord event : kept.stream().skip(next - oldest).limit(limit).toList()) {
      next++;
      entries.add(new Entry(event, run + next));
    }
    return new Chunk(entries, run + next, gap);
  }
}
