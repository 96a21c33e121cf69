package dev.muster.exporter.eventlog;

import dev.muster.exporter.eventlog.EventRecord.Audit;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one log has brought, and up to where; the two never disagree. */
final class LogCounts {
  private static final String READ_ERRORS = "read_errors";
  private static final String GAPS = "gaps";
  private static final String MISSED = "missed";
  private static final String LAST = "last_ms";

  private final EventRules rules;
  private final Map<String, Long> counts;
  private @Nullable String position;

  /** Goes on from what was kept. */
  LogCounts(EventRules rules, LogTally kept) {
    this.rules = rules;
    this.counts = new TreeMap<>(kept.counts());
    this.position = kept.position();
  }

  /** Counts a record and takes the place after it for done. */
  void add(EventRecord event, String next) {
    Set<String> matching = rules.matching(event);
    long lost = LostRecords.in(event);
    synchronized (this) {
      add(key(event.level()), 1);
      matching.forEach(rule -> add(key(rule), 1));
      if (event.audit() != Audit.NONE) {
        add(key(event.audit()), 1);
      }
      add(MISSED, lost);
      counts.merge(LAST, Math.max(0, event.time().toEpochMilli()), Math::max);
      position = next;
    }
  }

  private void add(String key, long more) {
    counts.merge(key, more, Long::sum);
  }

  private static String key(Level level) {
    return "level." + level.label();
  }

  private static String key(Audit audit) {
    return "audit." + audit.name().toLowerCase(Locale.ROOT);
  }

  private static String key(String rule) {
    return "rule." + rule;
  }

  synchronized void moveTo(@Nullable String place) {
    position = place;
  }

  synchronized void addReadError() {
    add(READ_ERRORS, 1);
  }

  synchronized void addGap() {
    add(GAPS, 1);
  }

  /** Up to where was counted, or null before the log could be read. */
  synchronized @Nullable String position() {
    return position;
  }

  synchronized LogTally tally() {
    return new LogTally(position, counts);
  }

  long events(Level level) {
    return count(key(level));
  }

  long audits(Audit audit) {
    return count(key(audit));
  }

  long matches(String rule) {
    return count(key(rule));
  }

  /** Records that the log itself says it did not keep. */
  long missed() {
    return count(MISSED);
  }

  /** Times that the place where reading had stopped was gone. */
  long gaps() {
    return count(GAPS);
  }

  long readErrors() {
    return count(READ_ERRORS);
  }

  /** When the newest counted record was written. */
  synchronized @Nullable Instant last() {
    Long millis = counts.get(LAST);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  private synchronized long count(String key) {
    return counts.getOrDefault(key, 0L);
  }
}
