package dev.muster.exporter.eventlog;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.MetricPage;
import dev.muster.exporter.collector.NoDataException;
import dev.muster.exporter.eventlog.EventRecord.Audit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Event logs, counted. A log that cannot be read shows in its read errors and makes the collector
 * fail; the others are on the page all the same.
 *
 * <pre>
 * # HELP host_log_events_total Records counted in an event log, by level.
 * # TYPE host_log_events_total counter
 * host_log_events_total{level="critical",log="syslog"} 0.0
 * host_log_events_total{level="debug",log="syslog"} 0.0
 * host_log_events_total{level="error",log="syslog"} 1.0
 * host_log_events_total{level="info",log="syslog"} 2.0
 * host_log_events_total{level="warning",log="syslog"} 0.0
 * # HELP host_log_gaps_total Times that the place where counting had stopped was gone, so that records may be missing.
 * # TYPE host_log_gaps_total counter
 * host_log_gaps_total{log="syslog"} 0.0
 * # HELP host_log_lag_seconds Age of the newest counted record while more wait to be counted, else 0.
 * # TYPE host_log_lag_seconds gauge
 * host_log_lag_seconds{log="syslog"} 0.0
 * # HELP host_log_last_event_timestamp_seconds When an event log's newest counted record was written.
 * # TYPE host_log_last_event_timestamp_seconds gauge
 * host_log_last_event_timestamp_seconds{log="syslog"} 1.700000000123E9
 * # HELP host_log_missed_events_total Records that the log says it did not keep.
 * # TYPE host_log_missed_events_total counter
 * host_log_missed_events_total{log="syslog"} 0.0
 * # HELP host_log_read_errors_total Times that an event log could not be read.
 * # TYPE host_log_read_errors_total counter
 * host_log_read_errors_total{log="syslog"} 0.0
 * # HELP host_log_rule_matches_total Records of all event logs that a rule counts.
 * # TYPE host_log_rule_matches_total counter
 * host_log_rule_matches_total{rule="failed_logon"} 0.0
 * </pre>
 *
 * <p>Windows' log Security has {@code host_log_audit_success_total} and {@code
 * host_log_audit_failure_total} besides; all of Windows' logs have {@code host_log_records}, {@code
 * host_log_size_bytes} and {@code host_log_max_size_bytes}.
 */
final class EventLogCollector implements Collector {
  /** The one log of Windows that has audit records. */
  private static final String AUDITED = "Security";

  private final List<LogCounter> counters;
  private final EventRules rules;
  private final Runnable afterwards;

  /**
   * A collector.
   *
   * @param afterwards called after each update of the counters
   */
  EventLogCollector(List<LogCounter> counters, EventRules rules, Runnable afterwards) {
    this.counters = counters;
    this.rules = rules;
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

  private void show(MetricPage page, List<LogCounter> present) {
    events(page, present);
    troubles(page, present);
    audits(page, present);
    sizes(page, present);
    var matches =
        page.counterFamily(
            "host_log_rule_matches_total", "Records of all event logs that a rule counts.", "rule");
    for (String rule : rules.names()) {
      matches.add(
          (double) present.stream().mapToLong(counter -> counter.counts().matches(rule)).sum(),
          rule);
    }
  }

  private static void events(MetricPage page, List<LogCounter> counters) {
    var events =
        page.counterFamily(
            "host_log_events_total", "Records counted in an event log, by level.", "log", "level");
    var last =
        page.gaugeFamily(
            "host_log_last_event_timestamp_seconds",
            "When an event log's newest counted record was written.",
            "log");
    for (LogCounter counter : counters) {
      String log = counter.log().name();
      for (Level level : Level.values()) {
        events.add((double) counter.counts().events(level), log, level.label());
      }
      Instant newest = counter.counts().last();
      if (newest != null) {
        last.add(newest.toEpochMilli() / 1000.0, log);
      }
    }
  }

  private static void troubles(MetricPage page, List<LogCounter> counters) {
    var errors =
        page.counterFamily(
            "host_log_read_errors_total", "Times that an event log could not be read.", "log");
    var missed =
        page.counterFamily(
            "host_log_missed_events_total", "Records that the log says it did not keep.", "log");
    var gaps =
        page.counterFamily(
            "host_log_gaps_total",
            "Times that the place where counting had stopped was gone, so that records may be"
                + " missing.",
            "log");
    var lag =
        page.gaugeFamily(
            "host_log_lag_seconds",
            "Age of the newest counted record while more wait to be counted, else 0.",
            "log");
    for (LogCounter counter : counters) {
      String log = counter.log().name();
      errors.add((double) counter.counts().readErrors(), log);
      missed.add((double) counter.counts().missed(), log);
      gaps.add((double) counter.counts().gaps(), log);
      Duration behind = counter.lag();
      if (behind != null) {
        lag.add(behind.toMillis() / 1000.0, log);
      }
    }
  }

  private static void sizes(MetricPage page, List<LogCounter> counters) {
    var records = page.gaugeFamily("host_log_records", "Records that an event log holds.", "log");
    var bytes = page.gaugeFamily("host_log_size_bytes", "Size of an event log.", "log");
    var max =
        page.gaugeFamily(
            "host_log_max_size_bytes",
            "Size of an event log from which on new records take the place of old ones.",
            "log");
    for (LogCounter counter : counters) {
      String log = counter.log().name();
      LogSize size = size(counter);
      if (size != null) {
        records.add((double) size.records(), log);
        bytes.add((double) size.bytes(), log);
        max.add((double) size.maxBytes(), log);
      }
    }
  }

  /** A log that does not tell its size has failed to be read before. */
  private static @Nullable LogSize size(LogCounter counter) {
    try {
      return counter.log().size();
    } catch (IOException e) {
      return null;
    }
  }

  private static void audits(MetricPage page, List<LogCounter> counters) {
    var success =
        page.counterFamily(
            "host_log_audit_success_total", "Audit records of attempts that were allowed.", "log");
    var failure =
        page.counterFamily(
            "host_log_audit_failure_total", "Audit records of attempts that were refused.", "log");
    for (LogCounter counter : counters) {
      String log = counter.log().name();
      if (log.equals(AUDITED)) {
        success.add((double) counter.counts().audits(Audit.SUCCESS), log);
        failure.add((double) counter.counts().audits(Audit.FAILURE), log);
      }
    }
  }
}
