package dev.muster.exporter.eventlog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Windows' event logs as a script: records in memory, which can be overwritten, cleared and
 * refused. It counts what is open, so that a leak shows.
 */
final class FakeWindowsEvents implements WindowsEvents {
  private static final Pattern ID = Pattern.compile("RecordId='(\\d+)'");

  private record Written(long id, String xml) {}

  private final Map<String, List<Written>> logs = new HashMap<>();
  private final Map<String, Integer> refusals = new HashMap<>();
  private int open;
  private int rendered;

  FakeWindowsEvents() {
    SystemLogs.WINDOWS.forEach(log -> logs.put(log, new ArrayList<>()));
  }

  /** Writes a record: error level, provider {@code App}, one datum. */
  void write(String log, long id, Instant time, int eventId, String datum) {
    writeXml(
        log,
        id,
        """
        <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
        <Provider Name='App'/><EventID>%d</EventID><Level>2</Level><Keywords>0x0</Keywords>\
        <TimeCreated SystemTime='%s'/><EventRecordID>%d</EventRecordID><Channel>%s</Channel>\
        </System><EventData><Data>%s</Data></EventData></Event>\
        """
            .formatted(eventId, time, id, log, datum));
  }

  void writeXml(String log, long id, String xml) {
    records(log).add(new Written(id, xml));
  }

  /** As a full log does: the oldest records make way. */
  void keepNewest(String log, int count) {
    List<Written> all = records(log);
    all.subList(0, all.size() - count).clear();
  }

  void clear(String log) {
    records(log).clear();
  }

  /** Every call about this log fails with Windows' error, until told 0. */
  void refuse(String log, int error) {
    refusals.put(log, error);
  }

  int open() {
    return open;
  }

  /** How many messages were asked for. */
  int rendered() {
    return rendered;
  }

  private List<Written> records(String log) {
    return logs.computeIfAbsent(log, any -> new ArrayList<>());
  }

  private List<Written> check(String call, String log) throws Refused {
    int error = refusals.getOrDefault(log, 0);
    if (error != 0) {
      throw new Refused(call, error);
    }
    List<Written> records = logs.get(log);
    if (records == null) {
      throw new Refused(call, NO_SUCH_LOG);
    }
    return records;
  }

  @Override
  public Records oldestFirst(String log) throws Refused {
    return new Opened(check("EvtQuery", log));
  }

  @Override
  public Records newestFirst(String log) throws Refused {
    List<Written> reversed = new ArrayList<>(check("EvtQuery", log));
    Collections.reverse(reversed);
    return new Opened(reversed);
  }

  @Override
  public Records from(String log, String bookmark) throws Refused {
    Matcher id = ID.matcher(bookmark);
    if (!id.find() || !bookmark.contains("Channel='" + log + "'")) {
      throw new Refused("EvtCreateBookmark", 87);
    }
    long wanted = Long.parseLong(id.group(1));
    return new Opened(
        check("EvtQuery", log).stream().filter(written -> written.id() >= wanted).toList());
  }

  @Override
  public LogSize size(String log) throws Refused {
    return new LogSize(check("EvtOpenLog", log).size(), 69_632, 20_971_520);
  }

  private final class Opened implements Records {
    private final Iterator<Written> rest;

    Opened(List<Written> records) {
      rest = List.copyOf(records).iterator();
      open++;
    }

    @Override
    public @Nullable Rendering next() {
      if (!rest.hasNext()) {
        return null;
      }
      Written written = rest.next();
      return new Rendering() {
        @Override
        public String xml() {
          return written.xml();
        }

        @Override
        public String message(String provider) {
          rendered++;
          return provider.equals("App") ? "Message of record " + written.id() + ".\r\n" : "";
        }
      };
    }

    @Override
    public void close() {
      open--;
    }
  }
}
