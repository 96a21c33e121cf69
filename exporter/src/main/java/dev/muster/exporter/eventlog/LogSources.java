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

  LogSources(EventLogSettings settings) {
    this.settings = settings;
    this.parser = new SyslogLine.Parser(settings.clock(), settings.zone());
  }

  /** Counters that go on from what was kept, one per log. */
  List<LogCounter> find(Map<String, LogTally> kept) {
    if (!settings.files().isEmpty()) {
      return files(settings.files(), true, kept);
    }
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
      return List.of();
    }
    var journalctl = new Journalctl("journalctl");
    var journal = new JournalLog(journalctl);
    if (Files.isDirectory(JOURNAL) && works(journal)) {
      return List.of(new FollowingCounter(journal, journalctl, counts(journal.name(), kept)));
    }
    return files(USUAL_FILES, false, kept);
  }

  private static boolean works(JournalLog journal) {
    try {
      journal.end();
      return true;
    } catch (IOException e) {
      LOG.info(
          "msg=\"the journal cannot be read, log files are read instead\" reason=\"{}\"",
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
