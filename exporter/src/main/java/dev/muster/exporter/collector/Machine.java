package dev.muster.exporter.collector;

import java.nio.file.Path;
import java.time.InstantSource;

/** What collectors are made from: the operating system, the settings, the clock, and OSHI. */
record Machine(Os os, CollectorSettings settings, InstantSource clock, Oshi oshi) {
  ProcFile proc(String path) {
    return new ProcFile(settings.procfs().resolve(path));
  }

  Path sys(String path) {
    return settings.sysfs().resolve(path);
  }
}
