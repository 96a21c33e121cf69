package dev.muster.exporter.collector;

/**
 * How the kernel keeps the clock right. Linux only.
 *
 * <pre>
 * # HELP node_timex_estimated_error_seconds Error estimated.
 * # TYPE node_timex_estimated_error_seconds gauge
 * node_timex_estimated_error_seconds 1.6E-5
 * # HELP node_timex_frequency_adjustment_ratio How much faster than its own the clock is made to go.
 * # TYPE node_timex_frequency_adjustment_ratio gauge
 * node_timex_frequency_adjustment_ratio 1.00001
 * # HELP node_timex_loop_time_constant Time constant of the loop that corrects the clock.
 * # TYPE node_timex_loop_time_constant gauge
 * node_timex_loop_time_constant 2.0
 * # HELP node_timex_maxerror_seconds Error at most.
 * # TYPE node_timex_maxerror_seconds gauge
 * node_timex_maxerror_seconds 0.5
 * # HELP node_timex_offset_seconds What the clock is still to be corrected by.
 * # TYPE node_timex_offset_seconds gauge
 * node_timex_offset_seconds -0.25
 * # HELP node_timex_pps_calibration_total Pulse signal: intervals measured.
 * # TYPE node_timex_pps_calibration_total counter
 * node_timex_pps_calibration_total 4.0
 * # HELP node_timex_pps_error_total Pulse signal: measurements that failed.
 * # TYPE node_timex_pps_error_total counter
 * node_timex_pps_error_total 5.0
 * # HELP node_timex_pps_frequency_hertz Pulse signal: frequency.
 * # TYPE node_timex_pps_frequency_hertz gauge
 * node_timex_pps_frequency_hertz 1.0
 * # HELP node_timex_pps_jitter_seconds Pulse signal: how much it varies.
 * # TYPE node_timex_pps_jitter_seconds gauge
 * node_timex_pps_jitter_seconds 7.0E-9
 * # HELP node_timex_pps_jitter_total Pulse signal: times that it varied too much.
 * # TYPE node_timex_pps_jitter_total counter
 * node_timex_pps_jitter_total 3.0
 * # HELP node_timex_pps_shift_seconds Pulse signal: interval measured over.
 * # TYPE node_timex_pps_shift_seconds gauge
 * node_timex_pps_shift_seconds 8.0
 * # HELP node_timex_pps_stability_exceeded_total Pulse signal: times that its frequency changed too much.
 * # TYPE node_timex_pps_stability_exceeded_total counter
 * node_timex_pps_stability_exceeded_total 6.0
 * # HELP node_timex_pps_stability_hertz Pulse signal: how much its frequency changes.
 * # TYPE node_timex_pps_stability_hertz gauge
 * node_timex_pps_stability_hertz 2.0
 * # HELP node_timex_status The kernel's status bits.
 * # TYPE node_timex_status gauge
 * node_timex_status 8193.0
 * # HELP node_timex_sync_status Whether the clock follows a time server.
 * # TYPE node_timex_sync_status gauge
 * node_timex_sync_status 1.0
 * # HELP node_timex_tai_offset_seconds What atomic time is ahead of the clock by.
 * # TYPE node_timex_tai_offset_seconds gauge
 * node_timex_tai_offset_seconds 37.0
 * # HELP node_timex_tick_seconds Time between two ticks of the clock.
 * # TYPE node_timex_tick_seconds gauge
 * node_timex_tick_seconds 0.01
 * </pre>
 */
final class TimexCollector implements Collector {
  /** In the kernel's units: µs, or ns where the status says so, and parts of 65,536,000,000. */
  record Timex(
      boolean synchronised,
      double offset,
      double frequency,
      double maxError,
      double estimatedError,
      int status,
      double constant,
      double tick,
      Pulse pulse,
      double tai) {}

  /** A pulse each second, as few machines have one. */
  record Pulse(
      double frequency,
      double jitter,
      double shift,
      double stability,
      double jitters,
      double calibrations,
      double errors,
      double instabilities) {}

  private static final int IN_NANOS = 0x2000;
  private static final double MICROS = 1e6;
  private static final double NANOS = 1e9;
  private static final double FRACTION = 1e6 * 65_536;

  private final Source<Timex> source;

  TimexCollector(Source<Timex> source) {
    this.source = source;
  }

  static TimexCollector of(Machine machine) {
    return new TimexCollector(
        machine.onLinux("how it keeps its clock right", () -> () -> Adjtimex.read()));
  }

  @Override
  public String name() {
    return "timex";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    Timex timex = source.read();
    double unit = (timex.status() & IN_NANOS) == 0 ? MICROS : NANOS;
    gauge(
        page,
        "sync_status",
        "Whether the clock follows a time server.",
        timex.synchronised() ? 1 : 0);
    gauge(
        page,
        "offset_seconds",
        "What the clock is still to be corrected by.",
        timex.offset() / unit);
    gauge(
        page,
        "frequency_adjustment_ratio",
        "How much faster than its own the clock is made to go.",
        1 + timex.frequency() / FRACTION);
    gauge(page, "maxerror_seconds", "Error at most.", timex.maxError() / MICROS);
    gauge(page, "estimated_error_seconds", "Error estimated.", timex.estimatedError() / MICROS);
    gauge(page, "status", "The kernel's status bits.", timex.status());
    gauge(
        page,
        "loop_time_constant",
        "Time constant of the loop that corrects the clock.",
        timex.constant());
    gauge(page, "tick_seconds", "Time between two ticks of the clock.", timex.tick() / MICROS);
    gauge(page, "tai_offset_seconds", "What atomic time is ahead of the clock by.", timex.tai());
    pulse(page, timex.pulse(), unit);
  }

  private static void pulse(MetricPage page, Pulse pulse, double unit) {
    gauge(page, "pps_frequency_hertz", "Pulse signal: frequency.", pulse.frequency() / FRACTION);
    gauge(page, "pps_jitter_seconds", "Pulse signal: how much it varies.", pulse.jitter() / unit);
    gauge(page, "pps_shift_seconds", "Pulse signal: interval measured over.", pulse.shift());
    gauge(
        page,
        "pps_stability_hertz",
        "Pulse signal: how much its frequency changes.",
        pulse.stability() / FRACTION);
    counter(page, "jitter_total", "times that it varied too much.", pulse.jitters());
    counter(page, "calibration_total", "intervals measured.", pulse.calibrations());
    counter(page, "error_total", "measurements that failed.", pulse.errors());
    counter(
        page,
        "stability_exceeded_total",
        "times that its frequency changed too much.",
        pulse.instabilities());
  }

  private static void gauge(MetricPage page, String word, String help, double value) {
    page.gauge("node_timex_" + word, help, value);
  }

  private static void counter(MetricPage page, String word, String help, double value) {
    page.counter("node_timex_pps_" + word, "Pulse signal: " + help, value);
  }
}
