package dev.muster.console.api;

import dev.muster.archive.FleetStatus.DriveStatus;

/** A drive of a client, as it was read last; sizes in bytes, the time in Unix seconds. */
record DriveView(
    String drive,
    double totalBytes,
    double usedBytes,
    double freeBytes,
    double usedPercent,
    double timestamp) {
  static DriveView of(DriveStatus status) {
    return new DriveView(
        status.drive(),
        status.totalBytes(),
        status.usedBytes(),
        status.freeBytes(),
        status.usedPercent(),
        status.timestamp());
  }
}
