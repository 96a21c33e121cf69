package dev.muster.exporter.collector;

import java.util.List;

/**
 * Memory errors that the hardware found. Linux only.
 *
 * <pre>
 * # HELP node_edac_correctable_errors_total Memory errors that were corrected.
 * # TYPE node_edac_correctable_errors_total counter
 * node_edac_correctable_errors_total{controller="0"} 3.0
 * # HELP node_edac_csrow_correctable_errors_total Memory errors of one row that were corrected.
 * # TYPE node_edac_csrow_correctable_errors_total counter
 * node_edac_csrow_correctable_errors_total{controller="0",csrow="0"} 2.0
 * node_edac_csrow_correctable_errors_total{controller="0",csrow="unknown"} 1.0
 * # HELP node_edac_csrow_uncorrectable_errors_total Memory errors of one row that could not be corrected.
 * # TYPE node_edac_csrow_uncorrectable_errors_total counter
 * node_edac_csrow_uncorrectable_errors_total{controller="0",csrow="0"} 4.0
 * node_edac_csrow_uncorrectable_errors_total{controller="0",csrow="unknown"} 0.0
 * # HELP node_edac_uncorrectable_errors_total Memory errors that could not be corrected.
 * # TYPE node_edac_uncorrectable_errors_total counter
 * node_edac_uncorrectable_errors_total{controller="0"} 4.0
 * </pre>
 */
final class EdacCollector implements Collector {
  /** Errors that were corrected and that were not. */
  record Errors(double corrected, double uncorrected) {}

  /** One row of memory; {@code unknown} is for errors of none in particular. */
  record Row(String row, Errors errors) {}

  record Controller(String controller, Errors errors, List<Row> rows) {}

  private final Source<List<Controller>> source;

  EdacCollector(Source<List<Controller>> source) {
    this.source = source;
  }

  static EdacCollector of(Machine machine) {
    return new EdacCollector(
        machine.onLinux(
            "its memory's errors", () -> new SysEdac(machine.sys("devices/system/edac/mc"))));
  }

  @Override
  public String name() {
    return "edac";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var corrected =
        page.counterFamily(
            "node_edac_correctable_errors_total",
            "Memory errors that were corrected.",
            "controller");
    var uncorrected =
        page.counterFamily(
            "node_edac_uncorrectable_errors_total",
            "Memory errors that could not be corrected.",
            "controller");
    var rowCorrected =
        page.counterFamily(
            "node_edac_csrow_correctable_errors_total",
            "Memory errors of one row that were corrected.",
            "controller",
            "csrow");
    var rowUncorrected =
        page.counterFamily(
            "node_edac_csrow_uncorrectable_errors_total",
            "Memory errors of one row that could not be corrected.",
            "controller",
            "csrow");
    for (Controller each : source.read()) {
      corrected.add(each.errors().corrected(), each.controller());
      uncorrected.add(each.errors().uncorrected(), each.controller());
      for (Row row : each.rows()) {
        rowCorrected.add(row.errors().corrected(), each.controller(), row.row());
        rowUncorrected.add(row.errors().uncorrected(), each.controller(), row.row());
      }
    }
  }
}
