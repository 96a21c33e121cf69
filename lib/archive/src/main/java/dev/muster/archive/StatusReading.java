package dev.muster.archive;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one scrape says about a client as a whole. Null: not known.
 *
 * @param up whether the client answered with its page: the sample {@code up}, or where there is
 *     none, whether there are {@code node_*} readings; if not, nothing else is told
 * @param firstOfProcess whether no scrape before it is known, so that CPU time has no start to be
 *     counted from
 */
record StatusReading(
    boolean up,
    boolean firstOfProcess,
    @Nullable Double cpuPercent,
    @Nullable Double memoryPercent,
    @Nullable Double swapPercent,
    @Nullable Double uptimeSeconds,
    List<Drive> drives) {
  static final StatusReading DOWN =
      new StatusReading(false, false, null, null, null, null, List.of());

  /** One drive, in bytes. */
  record Drive(String name, double total, double used, double free, double usedPercent) {}
}
