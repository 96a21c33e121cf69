package dev.muster.exporter.collector;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How often Linux's CPUs were slowed down for being too hot, per core and per package; from {@code
 * /sys/devices/system/cpu}. Virtual machines and most ARM machines have nothing of the kind.
 */
final class CpuThrottles {
  /** A logical CPU's counts of its core and its package; null is what is not told. */
  record Throttle(String pkg, String core, @Nullable Double ofCore, @Nullable Double ofPackage) {}

  private static final Pattern CPU = Pattern.compile("cpu\\d+");

  private final SysFolder<Cpu> cpus;

  CpuThrottles(Path cpuFolder) {
    cpus = new SysFolder<>(cpuFolder, CPU.asMatchPredicate(), Cpu::new);
  }

  List<Throttle> read() {
    return cpus.devices().stream().map(Cpu::read).filter(Objects::nonNull).toList();
  }

  /** Each core and each package is shown by the first of its logical CPUs. */
  static void add(MetricPage page, List<Throttle> throttles) {
    var cores =
        page.counterFamily(
            "node_cpu_core_throttles_total",
            "Times that a core was slowed down for its heat.",
            "package",
            "core");
    var packages =
        page.counterFamily(
            "node_cpu_package_throttles_total",
            "Times that a package was slowed down for its heat.",
            "package");
    Set<String> seen = new HashSet<>();
    for (Throttle throttle : throttles) {
      Double ofCore = throttle.ofCore();
      if (ofCore != null && seen.add(throttle.pkg() + '/' + throttle.core())) {
        cores.add(ofCore, throttle.pkg(), throttle.core());
      }
      Double ofPackage = throttle.ofPackage();
      if (ofPackage != null && seen.add(throttle.pkg())) {
        packages.add(ofPackage, throttle.pkg());
      }
    }
  }

  private static final class Cpu {
    private final @Nullable String pkg;
    private final @Nullable String core;
    private final @Nullable SysFile ofCore;
    private final @Nullable SysFile ofPackage;

    Cpu(Path folder, boolean kept) {
      pkg = new SysFile(folder.resolve("topology/physical_package_id"), false).text();
      core = new SysFile(folder.resolve("topology/core_id"), false).text();
      ofCore = ifThere(folder.resolve("thermal_throttle/core_throttle_count"), kept);
      ofPackage = ifThere(folder.resolve("thermal_throttle/package_throttle_count"), kept);
    }

    private static @Nullable SysFile ifThere(Path file, boolean kept) {
      return file.toFile().canRead() ? new SysFile(file, kept) : null;
    }

    @Nullable Throttle read() {
      if (pkg == null || core == null || (ofCore == null && ofPackage == null)) {
        return null;
      }
      return new Throttle(
          pkg,
          core,
          ofCore == null ? null : ofCore.number(),
          ofPackage == null ? null : ofPackage.number());
    }
  }
}
