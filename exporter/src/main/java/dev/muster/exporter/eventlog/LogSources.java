package dev.muster.exporter.eventlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the event logs that a machine has. */
final class LogSources {
  private static final Logger LOG = LoggerFactory.getLogger(LogSources.class);
  private static final Path JOURNAL = Path.of("/run/systemd/journal");
  private static final List<Path> USUAL_FILES =
      List.of(
          Path.of("/var/log/syslog"),
          Path.of("/var/log/messages"),
          Path.of("/var/log/auth.log"),
          Path.of("/var/log/kern.log"));

  private final EventLogSettings settings;
  private final SyslogLine.Parser parser;
  private final String system;
  private final @Nullable WindowsEvents windows;

  LogSources(EventLogSettings settings) {
    this(settings, System.getProperty("os.name", ""), null);
  }

  /**
   * For a system.
   *
   * @param osName Java's name of it
   * @param windows asked on Windows; null: the system's own
   */
  LogSources(EventLogSettings settings, String osName, @Nullable WindowsEvents windows) {
    this.settings = settings;
    this.system = osName.toLowerCase(Locale.ROOT);
    this.windows = windows;
    this.parser = new SyslogLine.Parser(settings.clock(), settings.zone());
  }

  /** Counters that go on from what was kept, one per log. */
  List<LogCounter> find(Map<String, LogTally> kept) {
    if (!settings.files().isEmpty()) {
      return files(settings.files(), true, kept);
    }
    if (system.startsWith("windows")) {
      return windows(kept);
    }
    if (system.startsWith("mac")) {
      String predicate = settings.systemLogs().macosPredicate();
      return predicate == null ? List.of() : List.of(unifiedLog(predicate, kept));
    }
    return linux(kept);
  }

  private List<LogCounter> linux(Map<String, LogTally> kept) {
    List<LogCounter> files = files(USUAL_FILES, false, kept);
    if (!Files.isDirectory(JOURNAL)) {
      return files;
    }
    var journalctl = LogProgram.journalctl("journalctl");
    var journal = new JournalLog(journalctl);
    boolean hasFiles = files.stream().anyMatch(counter -> counter.log().present());
    return !works(journal) && hasFiles
        ? files
        : List.of(new FollowingCounter(journal, journalctl, counts(journal.name(), kept)));
  }

  private List<LogCounter> windows(Map<String, LogTally> kept) {
    WindowsEvents events = windows == null ? NativeWindowsEvents.ofThisSystem() : windows;
    List<LogCounter> counters = new ArrayList<>();
    if (settings.systemLogs().windows().isEmpty()) {
      SystemLogs.WINDOWS.forEach(log -> counters.add(windows(events, log, true, kept)));
      counters.add(windows(events, SystemLogs.DEFENDER, false, kept));
    } else {
      settings
          .systemLogs()
          .windows()
          .forEach(log -> counters.add(windows(events, log, true, kept)));
    }
    return counters;
  }

  private LogCounter windows(
      WindowsEvents events, String log, boolean expected, Map<String, LogTally> kept) {
    return new PolledCounter(
        new WindowsLog(events, log, expected, true),
        new WindowsLog(events, log, expected, false),
        counts(log, kept),
        settings.clock());
  }

  private LogCounter unifiedLog(String predicate, Map<String, LogTally> kept) {
    String name = UnifiedLogLine.LOG;
    return new UnifiedLogCounter(
        new RecentRecords(name, settings.clock().millis()),
        LogProgram.unifiedLog("/usr/bin/log"),
        predicate,
        counts(name, kept));
  }

  private static boolean works(JournalLog journal) {
    try {
      journal.end();
      return true;
    } catch (IOException e) {
      LOG.info(
          "msg=\"the journal cannot be read, log files are read instead where there are any\""
              + " reason=\"{}\"",
          e.getMessage());
      return false;
    }
  }

  private List<LogCounter> files(List<Path> paths, boolean expected, Map<String, LogTally> kept) {
    List<LogCounter> found = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Path path : paths) {
      String name = name(path);
      if (!names.add(name)) {
        name = clean(path.toString());
        names.add(name);
      }
      found.add(
          new PolledCounter(
              new TextLog(name, path, expected, parser), counts(name, kept), settings.clock()));
    }
    return found;
  }

  private LogCounts counts(String log, Map<String, LogTally> kept) {
    return new LogCounts(settings.rules(), kept.getOrDefault(log, LogTally.NOTHING));
  }

  private static String name(Path path) {
    String name = clean(Objects.toString(path.getFileName()));
    return name.endsWith(".log") && name.length() > 4 ? name.substring(0, name.length() - 4) : name;
  }

  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", "_");
  }
}
