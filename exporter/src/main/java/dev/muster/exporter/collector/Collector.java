package dev.muster.exporter.collector;

/** Reads one part of the machine and adds its families to the page. */
public interface Collector {
  /** Its one word: in flags, in {@code node_scrape_collector_success}, in logs. */
  String name();

  default boolean enabledByDefault() {
    return true;
  }

  /**
   * Adds this collector's families. Called once a scrape, never by two threads at once.
   *
   * @throws NoDataException if this machine has nothing to read here: a normal outcome
   * @throws Exception if reading failed
   */
  void collect(MetricPage page) throws Exception;
}
