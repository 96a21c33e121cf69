package dev.muster.exporter;

import dev.muster.exporter.eventlog.EventLogs;
import picocli.CommandLine.Option;

/** Flags about reading once instead of serving. */
final class OnceFlags {
  private static final int USUAL_LIMIT = 500;

  @Option(
      names = "--once",
      arity = "0..1",
      fallbackValue = "text",
      paramLabel = "WHAT",
      description =
          "Print one page and end: text, openmetrics, or events for event-log records (text)."
              + " Listens on no port; keeps nothing unless --path.state is given.")
  private String what = "";

  @Option(
      names = "--once.after",
      paramLabel = "CURSOR",
      description = "With --once=events: the cursor that an earlier run ended with.")
  private String after = "";

  @Option(
      names = "--once.limit",
      paramLabel = "N",
      description = "With --once=events: this many records at most, 1 to 1000 (500).")
  private int limit = USUAL_LIMIT;

  /** Takes a flag without a value if it is of these. */
  boolean takes(String flag) {
    if (flag.equals("--once")) {
      what = "text";
      return true;
    }
    return false;
  }

  /** Takes a flag if it is of these. */
  boolean takes(String flag, String value) {
    switch (flag) {
      case "--once" -> what = value;
      case "--once.after" -> after = value;
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Whether anything is to be printed rather than served. */
  boolean given() {
    return !what.isEmpty();
  }

  /**
   * What is to be printed.
   *
   * @throws ExporterException if the flags say nothing that can be
   */
  Once once() {
    if (limit < 1 || limit > EventLogs.MAX_LIMIT) {
      throw new ExporterException(
          "--once.limit is %d; it must be 1 to %d.".formatted(limit, EventLogs.MAX_LIMIT));
    }
    return switch (what) {
      case "text" -> new Once.Page(PageText.Format.PROMETHEUS);
      case "openmetrics" -> new Once.Page(PageText.Format.OPEN_METRICS);
      case "events" -> new Once.Events(after, limit);
      default ->
          throw new ExporterException(
              "--once is '%s'; it must be one of text, openmetrics, events.".formatted(what));
    };
  }
}
