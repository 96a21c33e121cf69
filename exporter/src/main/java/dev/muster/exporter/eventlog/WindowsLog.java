package dev.muster.exporter.eventlog;

import dev.muster.exporter.eventlog.WindowsEvents.Records;
import dev.muster.exporter.eventlog.WindowsEvents.Refused;
import dev.muster.exporter.eventlog.WindowsEvents.Rendering;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of Windows' event logs. A position is the number of the last record read and when it was
 * written, as a log that was made anew gives its numbers a second time. Where that record is gone,
 * reading goes on with the oldest one that is newer, and a gap is told.
 */
final class WindowsLog implements EventLogReader {
  private static final Logger LOG = LoggerFactory.getLogger(WindowsLog.class);

  /** As much text is read in one go at most, however few records that gives. */
  private static final int MAX_CHARS = 1 << 20;

  private final WindowsEvents events;
  private final String log;
  private final boolean expected;
  private final boolean withMessages;

  /**
   * A reader.
   *
   * @param log its full name, such as {@code System}
   * @param expected whether it is an error if there is no such log
   * @param withMessages whether records have the message that their provider has for them, instead
   *     of their data
   */
  WindowsLog(WindowsEvents events, String log, boolean expected, boolean withMessages) {
    this.events = events;
    this.log = log;
    this.expected = expected;
    this.withMessages = withMessages;
  }

  @Override
  public String name() {
    return log;
  }

  @Override
  public boolean present() {
    if (expected) {
      return true;
    }
    try {
      events.size(log);
      return true;
    } catch (Refused e) {
      return e.error() != WindowsEvents.NO_SUCH_LOG;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public LogSize size() throws IOException {
    try {
      return events.size(log);
    } catch (Refused e) {
      throw explained(e);
    }
  }

  @Override
  public String end() throws IOException {
    try (Records records = events.newestFirst(log)) {
      for (Rendering each = records.next(); each != null; each = records.next()) {
        WindowsEvent event = parse(each);
        if (event != null) {
          return WindowsPosition.of(event).text();
        }
      }
      return WindowsPosition.START.text();
    } catch (Refused e) {
      throw explained(e);
    }
  }

  @Override
  public Chunk read(String position, int limit) throws IOException {
    WindowsPosition from = WindowsPosition.parse(position);
    try {
      if (from.isStart()) {
        try (Records all = events.oldestFirst(log)) {
          return new Reading(from, limit).of(all, false);
        }
      }
      try (Records rest = events.from(log, from.bookmark(log))) {
        Rendering first = rest.next();
        if (first != null && from.isOf(parse(first))) {
          return new Reading(from, limit).of(rest, false);
        }
      }
      try (Records all = events.oldestFirst(log)) {
        return new Reading(from, limit).of(all, true);
      }
    } catch (Refused e) {
      throw explained(e);
    }
  }

  /** One pass over records, from a position to a limit. */
  private final class Reading {
    private final WindowsPosition from;
    private final int limit;
    private final List<Entry> entries = new ArrayList<>();
    private WindowsPosition next;
    private int chars;

    Reading(WindowsPosition from, int limit) {
      this.from = from;
      this.limit = limit;
      this.next = from;
    }

    /** With a gap, what the position had behind it is not read again. */
    Chunk of(Records records, boolean gap) throws IOException {
      if (gap) {
        next = WindowsPosition.START;
      }
      while (entries.size() < limit && chars < MAX_CHARS) {
        Rendering rendering = records.next();
        if (rendering == null) {
          break;
        }
        WindowsEvent event = parse(rendering);
        if (event != null) {
          take(event, rendering, gap);
        }
      }
      return new Chunk(entries, next.text(), gap);
    }

    private void take(WindowsEvent event, Rendering rendering, boolean gap) {
      next = WindowsPosition.of(event);
      if (gap && from.isNotBefore(event)) {
        return;
      }
      EventRecord record = event.event();
      if (withMessages) {
        record = record.withMessage(rendering.message(record.source()));
      }
      entries.add(new Entry(record, next.text()));
      chars += record.message().length();
    }
  }

  /**
   * Null for a record that makes no sense: it is passed over, or nothing after it could be read.
   */
  private @Nullable WindowsEvent parse(Rendering rendering) throws IOException {
    String xml = rendering.xml();
    try {
      return WindowsEventXml.read(xml);
    } catch (IOException e) {
      LOG.warn("msg=\"record passed over\" log={} reason=\"{}\"", log, e.getMessage());
      return null;
    }
  }

  private IOException explained(Refused e) {
    return switch (e.error()) {
      case WindowsEvents.ACCESS_DENIED ->
          new IOException(
              "this account may not read the log "
                  + log
                  + "; add it to the group \"Event Log Readers\", or run as LocalSystem",
              e);
      case WindowsEvents.NO_SUCH_LOG -> new IOException("Windows has no log " + log, e);
      default -> e;
    };
  }
}
