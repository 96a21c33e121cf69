package dev.muster.exporter.collector;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;

/** What collectors are made from: the operating system, the settings, the clock, and OSHI. */
record Machine(Os os, CollectorSettings settings, InstantSource clock, Oshi oshi) {
  ProcFile proc(String path) {
    return new ProcFile(settings.procfs().resolve(path));
  }

  Path sys(String path) {
    return settings.sysfs().resolve(path);
  }

  /** What is read on Linux and nowhere else; {@code what} it tells is for the message. */
  <R> Source<R> onLinux(String what, Supplier<Source<R>> source) {
    return os == Os.LINUX
        ? source.get()
        : () -> {
          throw new NoDataException("only Linux tells " + what);
        };
  }
}
