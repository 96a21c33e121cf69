package dev.muster.exporter;

import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine.Option;

/** Flags about the log, which goes to standard error. */
final class LogFlags {
  private static final List<String> LEVELS = List.of("debug", "info", "warn", "error");
  private static final List<String> FORMATS = List.of("logfmt", "json");

  @Option(
      names = "--log.level",
      paramLabel = "LEVEL",
      description = "What is logged at least: debug, info, warn or error (info).")
  private String level = "info";

  @Option(
      names = "--log.format",
      paramLabel = "FORMAT",
      description = "How it is logged: logfmt or json (logfmt).")
  private String format = "logfmt";

  /** Takes a flag if it is one of these. */
  boolean takes(String flag, String value) {
    switch (flag) {
      case "--log.level" -> level = value;
      case "--log.format" -> format = value;
      default -> {
        return false;
      }
    }
    return true;
  }

  /**
   * Sets this JVM's logging up.
   *
   * @throws ExporterException if there is no such level or format
   */
  void apply() {
    check("--log.level", level, LEVELS);
    check("--log.format", format, FORMATS);
    if (LoggerFactory.getILoggerFactory() instanceof ExporterLog log) {
      log.use(Level.valueOf(level.toUpperCase(Locale.ROOT)), format.equals("json"));
    }
  }

  private static void check(String flag, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new ExporterException(
          "%s is '%s'; it must be one of %s.".formatted(flag, value, String.join(", ", known)));
    }
  }
}
