package dev.muster.exporter.eventlog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The systemd journal, read through {@code journalctl}. Its positions are the journal's own. */
final class JournalLog implements EventLogReader {
  /** The position in an empty journal: all that comes is after it. */
  static final String START = "-";

  private static final Pattern CURSOR =
      Pattern.compile("[0-9a-z]=[0-9a-f]{1,64}(;[a-z]=[0-9a-f]{1,64}){0,8}");

  /** journalctl's argument for what is read of an entry. */
  static final String FIELDS =
      "--output-fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_COMM,MESSAGE_ID";

  /** As much text is read in one go at most, however few records that gives. */
  private static final int MAX_CHARS = 1 << 20;

  private final LogProgram journalctl;

  JournalLog(LogProgram journalctl) {
    this.journalctl = journalctl;
  }

  @Override
  public String name() {
    return JournalEntry.LOG;
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public String end() throws IOException {
    List<Entry> last = entries(1, "--lines=1", FIELDS);
    return last.isEmpty() ? START : last.getLast().next();
  }

  @Override
  public Chunk read(String position, int limit) throws IOException {
    List<Entry> entries = entries(limit, after(position), FIELDS);
    return new Chunk(entries, entries.isEmpty() ? position : entries.getLast().next());
  }

  /** journalctl's argument for what comes after a position. */
  static String after(String position) {
    if (position.equals(START)) {
      return "--no-tail";
    }
    if (!CURSOR.matcher(position).matches()) {
      throw new BadCursorException("This cursor names an impossible place in the journal");
    }
    return "--after-cursor=" + position;
  }

  private List<Entry> entries(int limit, String... arguments) throws IOException {
    return journalctl.ask(run -> entries(run, limit), arguments);
  }

  private static List<Entry> entries(LogProgram.Run run, int limit) throws IOException {
    var export = new JournalExport(run.output());
    List<Entry> entries = new ArrayList<>();
    for (int chars = 0; entries.size() < limit && chars < MAX_CHARS; ) {
      Map<String, String> fields = export.next();
      if (fields == null) {
        checkEnd(run);
        break;
      }
      JournalEntry entry = JournalEntry.of(fields);
      entries.add(new Entry(entry.event(), entry.cursor()));
      chars += entry.event().message().length();
    }
    return entries;
  }

  private static void checkEnd(LogProgram.Run run) throws IOException {
    int code = run.exitCode();
    if (code != 0) {
      throw new IOException(
          "journalctl ended with exit code %d; where this account may not read the journal, add it to the group \"systemd-journal\""
              .formatted(code));
    }
  }
}
