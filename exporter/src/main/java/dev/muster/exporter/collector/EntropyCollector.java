package dev.muster.exporter.collector;

/**
 * The kernel's store of randomness. Linux only.
 *
 * <pre>
 * # HELP node_entropy_available_bits Randomness in store.
 * # TYPE node_entropy_available_bits gauge
 * node_entropy_available_bits 256.0
 * # HELP node_entropy_pool_size_bits Randomness that can be stored.
 * # TYPE node_entropy_pool_size_bits gauge
 * node_entropy_pool_size_bits 4096.0
 * </pre>
 */
final class EntropyCollector implements Collector {
  record Reading(double available, double poolSize) {}

  private final Source<Reading> source;

  EntropyCollector(Source<Reading> source) {
    this.source = source;
  }

  static EntropyCollector of(Machine machine) {
    if (machine.os() != Os.LINUX) {
      return new EntropyCollector(() -> {
        throw new NoDataException("only Linux tells its entropy");
      });
    }
    ProcFile available = machine.proc("sys/kernel/random/entropy_avail");
    ProcFile poolSize = machine.proc("sys/kernel/random/poolsize");
    return new EntropyCollector(() -> parse(available.read(), poolSize.read()));
  }

  @Override
  public String name() {
    return "entropy";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var reading = source.read();
    page.gauge("node_entropy_available_bits", "Randomness in store.", reading.available());
    page.gauge("node_entropy_pool_size_bits", "Randomness that can be stored.", reading.poolSize());
  }

  /** Linux: a number each. */
  static Reading parse(String entropyAvailable, String poolSize) {
    return new Reading(number("entropy_avail", entropyAvailable), number("poolsize", poolSize));
  }

  private static double number(String file, String text) {
    var words = new Words("/proc/sys/kernel/random/" + file, text);
    if (!words.nextLine()) {
      throw new FailedReadingException("/proc/sys/kernel/random/" + file + " is empty");
    }
    return words.nextCount();
  }
}
