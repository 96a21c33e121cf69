package dev.muster.exporter.collector;

import org.jspecify.annotations.Nullable;

/**
 * Open files of the whole machine. Windows tells its handles, and has no limit of them.
 *
 * <pre>
 * # HELP node_filefd_allocated File handles in use.
 * # TYPE node_filefd_allocated gauge
 * node_filefd_allocated 1284.0
 * # HELP node_filefd_maximum File handles there may be.
 * # TYPE node_filefd_maximum gauge
 * node_filefd_maximum 2466170.0
 * </pre>
 */
final class FilefdCollector implements Collector {
  record Reading(double allocated, @Nullable Double maximum) {}

  private final Source<Reading> source;

  FilefdCollector(Source<Reading> source) {
    this.source = source;
  }

  static FilefdCollector of(Machine machine) {
    if (machine.os() == Os.LINUX) {
      ProcFile fileNr = machine.proc("sys/fs/file-nr");
      return new FilefdCollector(() -> parse(fileNr.read()));
    }
    return new FilefdCollector(() -> {
      var files = machine.oshi().system().getFileSystem();
      return convert(machine.os(), files.getOpenFileDescriptors(), files.getMaxFileDescriptors());
    });
  }

  @Override
  public String name() {
    return "filefd";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var reading = source.read();
    page.gauge("node_filefd_allocated", "File handles in use.", reading.allocated());
    Double maximum = reading.maximum();
    if (maximum != null) {
      page.gauge("node_filefd_maximum", "File handles there may be.", maximum);
    }
  }

  /** Linux: {@code 1284 0 2466170}. */
  static Reading parse(String fileNr) {
    var words = new Words("/proc/sys/fs/file-nr", fileNr);
    if (!words.nextLine()) {
      throw new FailedReadingException("/proc/sys/fs/file-nr is empty");
    }
    double allocated = words.nextCount();
    words.skip(1);
    return new Reading(allocated, words.nextCount());
  }

  /** Windows and macOS; no open file at all means that OSHI could not read them. */
  static Reading convert(Os os, long open, long maximum) {
    if (open <= 0) {
      throw new FailedReadingException("OSHI could not read the open files of this system");
    }
    return new Reading(open, os == Os.MACOS && maximum > 0 ? (double) maximum : null);
  }
}
