package dev.muster.exporter.eventlog;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Guesses how grave a message is from its words, for files in which syslog did not keep the
 * severity:
 *
 * <ol>
 *   <li>a level the program states itself counts: {@code level=warn}, {@code "severity":"error"},
 *       {@code [error]};
 *   <li>else the gravest of the words below, each standing alone: panic, fatal, emergency,
 *       critical, "Out of memory", "kernel BUG", Oops are critical; error, failed, failure,
 *       segfault, exception are errors; warning, denied, refused, invalid, timeout, and failed
 *       log-ons ("Failed password", "authentication failure") are warnings; debug and trace are
 *       debug;
 *   <li>else it is info.
 * </ol>
 */
final class LevelWords {
  private static final Pattern STATED =
      Pattern.compile(
          "(?:\\b(?:level|lvl|severity|priority)\"?[=:] ?\"?|^[^\\[]{0,40}\\[(?=[a-z]+\\]))"
              + "(emerg|alert|crit|critical|fatal|panic|err|error|warn|warning|notice|info|debug"
              + "|trace)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern FAILED_LOGON =
      Pattern.compile(
          "\\b(?:failed password|failed login|authentication failure|invalid user)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern WORD =
      Pattern.compile(
          "\\b(?:(?<critical>panic|fatal|emerg|emergency|crit|critical|out of memory|kernel bug"
              + "|oops)"
              + "|(?<error>err|error|failed|failure|segfault|exception)"
              + "|(?<warning>warn|warning|denied|refused|invalid|timeout|timed out)"
              + "|(?<debug>debug|trace))\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Map<String, Level> NAMES =
      Map.ofEntries(
          Map.entry("emerg", Level.CRITICAL),
          Map.entry("alert", Level.CRITICAL),
          Map.entry("crit", Level.CRITICAL),
          Map.entry("critical", Level.CRITICAL),
          Map.entry("fatal", Level.CRITICAL),
          Map.entry("panic", Level.CRITICAL),
          Map.entry("err", Level.ERROR),
          Map.entry("error", Level.ERROR),
          Map.entry("warn", Level.WARNING),
          Map.entry("warning", Level.WARNING),
          Map.entry("notice", Level.INFO),
          Map.entry("info", Level.INFO),
          Map.entry("debug", Level.DEBUG),
          Map.entry("trace", Level.DEBUG));

  private LevelWords() {}

  static Level guess(String message) {
    Matcher stated = STATED.matcher(message);
    if (stated.find()) {
      return NAMES.getOrDefault(stated.group(1).toLowerCase(Locale.ROOT), Level.INFO);
    }
    if (FAILED_LOGON.matcher(message).find()) {
      return Level.WARNING;
    }
    return gravestWord(message);
  }

  private static Level gravestWord(String message) {
    Level gravest = null;
    Matcher word = WORD.matcher(message);
    while (word.find()) {
      Level level = levelOf(word);
      if (gravest == null || level.compareTo(gravest) < 0) {
        gravest = level;
      }
    }
    return gravest == null ? Level.INFO : gravest;
  }

  private static Level levelOf(Matcher word) {
    if (word.group("critical") != null) {
      return Level.CRITICAL;
    }
    if (word.group("error") != null) {
      return Level.ERROR;
    }
    return word.group("warning") != null ? Level.WARNING : Level.DEBUG;
  }
}
