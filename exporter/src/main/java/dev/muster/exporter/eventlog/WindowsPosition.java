package dev.muster.exporter.eventlog;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a Windows event log: after the record of this number, written at this time (ms since
 * 1970). As text {@code 48213.1795252530123}, or {@code 0} for before everything.
 */
record WindowsPosition(long id, long millis) {
  static final WindowsPosition START = new WindowsPosition(0, 0);

  private static final Pattern TEXT = Pattern.compile("[1-9]\\d{0,17}\\.\\d{1,15}");

  static WindowsPosition of(WindowsEvent event) {
    return new WindowsPosition(event.id(), Math.max(0, event.event().time().toEpochMilli()));
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws BadCursorException if it did not
   */
  static WindowsPosition parse(String text) {
    if (text.equals("0")) {
      return START;
    }
    if (!TEXT.matcher(text).matches()) {
      throw new BadCursorException("This cursor names an impossible place in a Windows log");
    }
    int dot = text.indexOf('.');
    return new WindowsPosition(
        Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
  }

  String text() {
    return isStart() ? "0" : id + "." + millis;
  }

  boolean isStart() {
    return id == 0;
  }

  /** Whether it is the place after this very record. */
  boolean isOf(@Nullable WindowsEvent event) {
    return event != null && equals(of(event));
  }

  /** Whether the record had been read when this place was reached. */
  boolean isNotBefore(WindowsEvent event) {
    return event.id() <= id && of(event).millis <= millis;
  }

  /** What Windows' functions take for a place. */
  String bookmark(String log) {
    String channel = log.replace("&", "&amp;").replace("'", "&apos;").replace("<", "&lt;");
    return "<BookmarkList><Bookmark Channel='%s' RecordId='%d' IsCurrent='true'/></BookmarkList>"
        .formatted(channel, id);
  }
}
