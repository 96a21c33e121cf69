package dev.muster.exporter.collector;

import oshi.driver.windows.perfmon.LoadAverageJNA;

/**
 * Load averages. Windows has none: off by default there, and where asked for by {@code
 * --collector.loadavg}, OSHI samples busy processors and their queue every five seconds.
 *
 * <pre>
 * # HELP node_load1 Load average over 1 minute.
 * # TYPE node_load1 gauge
 * node_load1 0.5
 * # HELP node_load15 Load average over 15 minutes.
 * # TYPE node_load15 gauge
 * node_load15 0.12
 * # HELP node_load5 Load average over 5 minutes.
 * # TYPE node_load5 gauge
 * node_load5 0.23
 * </pre>
 */
final class LoadavgCollector implements Collector {
  record Reading(double one, double five, double fifteen) {}

  private final Source<Reading> source;
  private final boolean enabledByDefault;

  LoadavgCollector(Source<Reading> source, boolean enabledByDefault) {
    this.source = source;
    this.enabledByDefault = enabledByDefault;
  }

  static LoadavgCollector of(Machine machine) {
    if (machine.os() == Os.LINUX) {
      ProcFile loadavg = machine.proc("loadavg");
      return new LoadavgCollector(() -> parse(loadavg.read()), true);
    }
    if (machine.os() == Os.WINDOWS) {
      return new LoadavgCollector(() -> fromOshi(sampled()), false);
    }
    return new LoadavgCollector(
        () -> fromOshi(machine.oshi().hardware().getProcessor().getSystemLoadAverage(3)), true);
  }

  private static double[] sampled() {
    LoadAverageJNA.getInstance().startDaemon(); // the first call alone starts it
    return LoadAverageJNA.getInstance().queryLoadAverage(3);
  }

  @Override
  public String name() {
    return "loadavg";
  }

  @Override
  public boolean enabledByDefault() {
    return enabledByDefault;
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var reading = source.read();
    page.gauge("node_load1", "Load average over 1 minute.", reading.one());
    page.gauge("node_load5", "Load average over 5 minutes.", reading.five());
    page.gauge("node_load15", "Load average over 15 minutes.", reading.fifteen());
  }

  /** Linux: {@code 0.50 0.23 0.12 1/95 7927}. */
  static Reading parse(String procLoadavg) {
    var words = new Words("/proc/loadavg", procLoadavg);
    if (!words.nextLine()) {
      throw new FailedReadingException("/proc/loadavg is empty");
    }
    return new Reading(words.nextDecimal(), words.nextDecimal(), words.nextDecimal());
  }

  /** Elsewhere: OSHI's three averages, negative where the system has none. */
  static Reading fromOshi(double[] averages) throws NoDataException {
    if (averages.length < 3 || averages[0] < 0 || averages[1] < 0 || averages[2] < 0) {
      throw new NoDataException("this system has no load average, or none yet");
    }
    return new Reading(averages[0], averages[1], averages[2]);
  }
}
