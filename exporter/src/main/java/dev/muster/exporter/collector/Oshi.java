package dev.muster.exporter.collector;

import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.OperatingSystem;
import oshi.util.GlobalConfig;

/** OSHI, started at the first reading that needs it: on Linux none does. */
final class Oshi {
  private @Nullable SystemInfo info;

  HardwareAbstractionLayer hardware() {
    return info().getHardware();
  }

  OperatingSystem system() {
    return info().getOperatingSystem();
  }

  private synchronized SystemInfo info() {
    if (info == null) {
      // Else OSHI looks through the Windows event log for the boot time, and finds wrong ones.
      GlobalConfig.set(GlobalConfig.OSHI_OS_WINDOWS_EVENTLOG, "");
      info = new SystemInfo();
    }
    return info;
  }
}
