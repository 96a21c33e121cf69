package dev.muster.exporter.collector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Size and filling per mounted file system. One that fails, or has not answered within five
 * seconds, shows {@code node_filesystem_device_error} 1 and no sizes, and is not asked again until
 * its answer came. Windows has no inodes.
 *
 * <pre>
 * # HELP node_filesystem_avail_bytes Bytes that any user may still fill.
 * # TYPE node_filesystem_avail_bytes gauge
 * node_filesystem_avail_bytes{device="/dev/vda",fstype="ext4",mountpoint="/"} 8.481419264E10
 * # HELP node_filesystem_device_error Whether its sizes could not be read.
 * # TYPE node_filesystem_device_error gauge
 * node_filesystem_device_error{device="/dev/vda",fstype="ext4",mountpoint="/"} 0.0
 * node_filesystem_device_error{device="srv:/home",fstype="nfs4",mountpoint="/home"} 1.0
 * # HELP node_filesystem_files Inodes in all.
 * # TYPE node_filesystem_files gauge
 * node_filesystem_files{device="/dev/vda",fstype="ext4",mountpoint="/"} 1.6777216E7
 * # HELP node_filesystem_files_free Inodes not in use.
 * # TYPE node_filesystem_files_free gauge
 * node_filesystem_files_free{device="/dev/vda",fstype="ext4",mountpoint="/"} 1.6369313E7
 * # HELP node_filesystem_free_bytes Bytes not in use, those kept for the administrator with them.
 * # TYPE node_filesystem_free_bytes gauge
 * node_filesystem_free_bytes{device="/dev/vda",fstype="ext4",mountpoint="/"} 2.46423072768E11
 * # HELP node_filesystem_readonly Whether it is mounted read-only.
 * # TYPE node_filesystem_readonly gauge
 * node_filesystem_readonly{device="/dev/vda",fstype="ext4",mountpoint="/"} 0.0
 * node_filesystem_readonly{device="srv:/home",fstype="nfs4",mountpoint="/home"} 1.0
 * # HELP node_filesystem_size_bytes Bytes in all.
 * # TYPE node_filesystem_size_bytes gauge
 * node_filesystem_size_bytes{device="/dev/vda",fstype="ext4",mountpoint="/"} 2.70553174016E11
 * </pre>
 */
final class FilesystemCollector implements Collector {
  /** A mounted file system; no two of a reading have the same three names. */
  record Filesystem(
      String device, String mountPoint, String fsType, boolean readOnly, @Nullable Space space) {}

  /** Bytes, and inodes where the system has them. */
  record Space(double size, double free, double available, @Nullable Inodes inodes) {}

  record Inodes(double all, double free) {}

  record Reading(List<Filesystem> filesystems) {}

  private static final String[] LABELS = {"device", "mountpoint", "fstype"};

  private final Source<Reading> source;

  FilesystemCollector(Source<Reading> source) {
    this.source = source;
  }

  static FilesystemCollector of(Machine machine) {
    return new FilesystemCollector(
        machine.os() == Os.LINUX ? new LinuxFilesystems(machine) : new OshiFilesystems(machine));
  }

  @Override
  public String name() {
    return "filesystem";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var families = new Families(page);
    source.read().filesystems().forEach(families::add);
  }

  private static final class Families {
    private final MetricPage.Family size;
    private final MetricPage.Family free;
    private final MetricPage.Family avail;
    private final MetricPage.Family files;
    private final MetricPage.Family filesFree;
    private final MetricPage.Family readOnly;
    private final MetricPage.Family error;

    Families(MetricPage page) {
      size = family(page, "size_bytes", "Bytes in all.");
      free =
          family(
              page, "free_bytes", "Bytes not in use, those kept for the administrator with them.");
      avail = family(page, "avail_bytes", "Bytes that any user may still fill.");
      files = family(page, "files", "Inodes in all.");
      filesFree = family(page, "files_free", "Inodes not in use.");
      readOnly = family(page, "readonly", "Whether it is mounted read-only.");
      error = family(page, "device_error", "Whether its sizes could not be read.");
    }

    private static MetricPage.Family family(MetricPage page, String word, String help) {
      return page.gaugeFamily("node_filesystem_" + word, help, LABELS);
    }

    void add(Filesystem filesystem) {
      String[] labels = {filesystem.device(), filesystem.mountPoint(), filesystem.fsType()};
      Space space = filesystem.space();
      error.add(space == null ? 1 : 0, labels);
      readOnly.add(filesystem.readOnly() ? 1 : 0, labels);
      if (space == null) {
        return;
      }
      size.add(space.size(), labels);
      free.add(space.free(), labels);
      avail.add(space.available(), labels);
      Inodes inodes = space.inodes();
      if (inodes != null) {
        files.add(inodes.all(), labels);
        filesFree.add(inodes.free(), labels);
      }
    }
  }
}
