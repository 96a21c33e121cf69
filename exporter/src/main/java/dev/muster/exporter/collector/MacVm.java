package dev.muster.exporter.collector;

import com.sun.jna.platform.mac.SystemB;
import com.sun.jna.platform.mac.SystemB.VMStatistics64;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.NativeLongByReference;
import java.io.IOException;

/**
 * What macOS's kernel counts about memory ({@code host_statistics64}, the numbers that {@code
 * vm_stat} prints): page counts now, and events since the start.
 *
 * @param pageSize bytes
 * @param external pages that hold files
 * @param internal pages that hold programs' data
 * @param faults accesses to pages that were not mapped
 * @param pageins pages read from files and swap
 */
record MacVm(
    long pageSize,
    long free,
    long active,
    long inactive,
    long wired,
    long compressed,
    long external,
    long internal,
    long purgeable,
    long faults,
    long pageins,
    long swapins,
    long swapouts) {

  /** The port of the host, which each call would make anew. */
  private static final class Host {
    static final int PORT = SystemB.INSTANCE.mach_host_self();
  }

  /**
   * Asks the kernel.
   *
   * @throws IOException if it does not answer
   */
  static MacVm read() throws IOException {
    var pageSize = new NativeLongByReference();
    var stats = new VMStatistics64();
    var size = new IntByReference(stats.size() / Integer.BYTES);
    check("host_page_size", SystemB.INSTANCE.host_page_size(Host.PORT, pageSize));
    check(
        "host_statistics64",
        SystemB.INSTANCE.host_statistics64(Host.PORT, SystemB.HOST_VM_INFO64, stats, size));
    return new MacVm(
        pageSize.getValue().longValue(),
        Integer.toUnsignedLong(stats.free_count),
        Integer.toUnsignedLong(stats.active_count),
        Integer.toUnsignedLong(stats.inactive_count),
        Integer.toUnsignedLong(stats.wire_count),
        Integer.toUnsignedLong(stats.compressor_page_count),
        Integer.toUnsignedLong(stats.external_page_count),
        Integer.toUnsignedLong(stats.internal_page_count),
        Integer.toUnsignedLong(stats.purgeable_count),
        stats.faults,
        stats.pageins,
        stats.swapins,
        stats.swapouts);
  }

  private static void check(String call, int result) throws IOException {
    if (result != 0) {
      throw new IOException("macOS refuses " + call + " with error " + result);
    }
  }
}
