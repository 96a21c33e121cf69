package dev.muster.exporter.eventlog;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which event logs are read.
 *
 * @param files these log files and nothing else; empty: the journal where {@code journalctl} works,
 *     else what there is of syslog, messages, auth.log and kern.log in /var/log
 * @param clock tells the year, which most log files leave out
 * @param zone of the times in log files that do not say one
 * @param tallies the file that keeps what was counted and up to where, so that counting goes on
 *     after a restart; null: nothing is kept
 * @param rules what is counted by name
 * @param systemLogs which of their own logs Windows and macOS are asked for
 */
public record EventLogSettings(
    List<Path> files,
    InstantSource clock,
    ZoneId zone,
    @Nullable Path tallies,
    EventRules rules,
    SystemLogs systemLogs) {
  public EventLogSettings {
    files = List.copyOf(files);
  }

  EventLogSettings(
      List<Path> files,
      InstantSource clock,
      ZoneId zone,
      @Nullable Path tallies,
      EventRules rules) {
    this(files, clock, zone, tallies, rules, SystemLogs.USUAL);
  }

  /** This machine's own logs. */
  public static EventLogSettings defaults() {
    return new EventLogSettings(
        List.of(), InstantSource.system(), ZoneId.systemDefault(), null, EventRules.defaults());
  }

  public EventLogSettings withFiles(List<Path> newFiles) {
    return new EventLogSettings(newFiles, clock, zone, tallies, rules, systemLogs);
  }

  public EventLogSettings withTallies(Path file) {
    return new EventLogSettings(files, clock, zone, file, rules, systemLogs);
  }

  public EventLogSettings withRules(EventRules newRules) {
    return new EventLogSettings(files, clock, zone, tallies, newRules, systemLogs);
  }

  public EventLogSettings withSystemLogs(SystemLogs logs) {
    return new EventLogSettings(files, clock, zone, tallies, rules, logs);
  }
}
