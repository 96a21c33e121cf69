package dev.muster.exporter.eventlog;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.MetricPage;
import dev.muster.exporter.collector.NoDataException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Event logs, counted since the program started. A log that cannot be read shows in its read errors
 * and makes the collector fail; the others are on the page all the same.
 *
 * <pre>
 * # HELP host_log_events_total Records an event log has brought since the exporter started, by level.
 * # TYPE host_log_events_total counter
 * host_log_events_total{level="critical",log="syslog"} 0.0
 * host_log_events_total{level="debug",log="syslog"} 0.0
 * host_log_events_total{level="error",log="syslog"} 1.0
 * host_log_events_total{level="info",log="syslog"} 2.0
 * host_log_events_total{level="warning",log="syslog"} 0.0
 * # HELP host_log_last_event_timestamp_seconds When an event log's newest counted record was written.
 * # TYPE host_log_last_event_timestamp_seconds gauge
 * host_log_last_event_timestamp_seconds{log="syslog"} 1.700000000123E9
 * # HELP host_log_read_errors_total Times that an event log could not be read.
 * # TYPE host_log_read_errors_total counter
 * host_log_read_errors_total{log="syslog"} 0.0
 * </pre>
 */
final class EventLogCollector implements Collector {
  private final List<LogCounter> counters;
  private final Runnable afterwards;

  /**
   * A collector.
   *
   * @param afterwards called after each update of the counters
   */
  EventLogCollector(List<LogCounter> counters, Runnable afterwards) {
    this.counters = counters;
    this.afterwards = afterwards;
  }

  @Override
  public String name() {
    return "eventlog";
  }

  @Override
  public void collect(MetricPage page) throws NoDataException, IOException {
    List<LogCounter> present =
        counters.stream().filter(counter -> counter.log().present()).toList();
    if (present.isEmpty()) {
      throw new NoDataException("no event log that can be read on this machine");
    }
    IOException failure = update(present);
    afterwards.run();
    show(page, present);
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable IOException update(List<LogCounter> counters) {
    IOException failure = null;
    for (LogCounter counter : counters) {
      try {
        counter.update();
      } catch (IOException e) {
        if (failure == null) {
          failure = new IOException("log " + counter.log().name() + ": " + e, e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    return failure;
  }

  private static void show(MetricPage page, List<LogCounter> counters) {
    var events =
        page.counterFamily(
            "host_log_events_total",
            "Records an event log has brought since the exporter started, by level.",
            "log",
            "level");
    var last =
        page.gaugeFamily(
            "host_log_last_event_timestamp_seconds",
            "When an event log's newest counted record was written.",
            "log");
    var errors =
        page.counterFamily(
            "host_log_read_errors_total", "Times that an event log could not be read.", "log");
    for (LogCounter counter : counters) {
      String log = counter.log().name();
      for (Level level : Level.values()) {
        events.add((double) counter.counts().events(level), log, level.label());
      }
      Instant newest = counter.counts().last();
      if (newest != null) {
        last.add(newest.toEpochMilli() / 1000.0, log);
      }
      errors.add((double) counter.counts().readErrors(), log);
    }
  }
}
