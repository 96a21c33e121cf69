package dev.muster.exporter.collector;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the collectors may be told; the defaults are node_exporter's.
 *
 * @param procfs where the proc file system is mounted ({@code --path.procfs})
 * @param sysfs where the sys file system is mounted ({@code --path.sysfs})
 * @param rootfs where the machine's root is mounted ({@code --path.rootfs}), as seen from a
 *     container
 * @param udevData udev's notes about devices ({@code --path.udev.data})
 * @param filtered what is left out or shown alone
 * @param chosen what one expression chooses
 * @param cpuInfo whether the cpu collector shows {@code node_cpu_info} ({@code
 *     --collector.cpu.info})
 * @param textfiles folders, or globs of folders, of the textfile collector ({@code
 *     --collector.textfile.directory})
 * @param otherSystems what is for Windows and macOS only
 * @param extras what collectors show besides
 * @param topProcesses how many programs the topprocesses collector names ({@code
 *     --collector.topprocesses.count})
 */
public record CollectorSettings(
    Path procfs,
    Path sysfs,
    Path rootfs,
    Path udevData,
    Map<Filtered, NameFilter> filtered,
    Map<Chosen, NameFilter> chosen,
    boolean cpuInfo,
    List<String> textfiles,
    OtherSystems otherSystems,
    Set<Extra> extras,
    int topProcesses) {

  /** More would make the label's values many. */
  public static final int MAX_TOP_PROCESSES = 50;

  private static final int USUAL_TOP_PROCESSES = 10;

  public CollectorSettings {
    filtered = Map.copyOf(filtered);
    chosen = Map.copyOf(chosen);
    textfiles = List.copyOf(textfiles);
    extras = Set.copyOf(extras);
    if (topProcesses < 1 || topProcesses > MAX_TOP_PROCESSES) {
      throw new IllegalArgumentException(
          "%d is not between 1 and %d".formatted(topProcesses, MAX_TOP_PROCESSES));
    }
  }

  /** The defaults on this machine's operating system. */
  public static CollectorSettings defaults() {
    return defaults(Os.current());
  }

  static CollectorSettings defaults(Os os) {
    Path root = Path.of("/");
    Map<Filtered, NameFilter> filtered = new EnumMap<>(Filtered.class);
    for (Filtered each : Filtered.values()) {
      filtered.put(each, each.usual(os));
    }
    Map<Chosen, NameFilter> chosen = new EnumMap<>(Chosen.class);
    for (Chosen each : Chosen.values()) {
      chosen.put(each, each.usual());
    }
    return new CollectorSettings(
        root.resolve("proc"),
        root.resolve("sys"),
        root,
        root.resolve("run/udev/data"),
        filtered,
        chosen,
        false,
        List.of(),
        OtherSystems.USUAL,
        Set.of(),
        USUAL_TOP_PROCESSES);
  }

  public CollectorSettings withPaths(Path newProcfs, Path newSysfs, Path newRootfs) {
    return changed(copy -> {
      copy.procfs = newProcfs;
      copy.sysfs = newSysfs;
      copy.rootfs = newRootfs;
    });
  }

  public CollectorSettings withUdevData(Path folder) {
    return changed(copy -> copy.udevData = folder);
  }

  public CollectorSettings with(Filtered what, NameFilter filter) {
    return changed(copy -> copy.filtered.put(what, filter));
  }

  public CollectorSettings with(Chosen what, NameFilter filter) {
    return changed(copy -> copy.chosen.put(what, filter));
  }

  public CollectorSettings withCpuInfo(boolean shown) {
    return changed(copy -> copy.cpuInfo = shown);
  }

  public CollectorSettings withTextfiles(List<String> folders) {
    return changed(copy -> copy.textfiles = folders);
  }

  public CollectorSettings withExtras(Set<Extra> shown) {
    return changed(copy -> copy.extras = shown);
  }

  /**
   * With another number of named programs.
   *
   * @throws IllegalArgumentException if it is less than 1 or more than {@link #MAX_TOP_PROCESSES}
   */
  public CollectorSettings withTopProcesses(int count) {
    return changed(copy -> copy.topProcesses = count);
  }

  public CollectorSettings withOtherSystems(OtherSystems settings) {
    return changed(copy -> copy.otherSystems = settings);
  }

  private CollectorSettings changed(Consumer<Copy> change) {
    var copy = new Copy(this);
    change.accept(copy);
    return copy.settings();
  }

  /** Settings that are being changed. */
  private static final class Copy {
    private Path procfs;
    private Path sysfs;
    private Path rootfs;
    private Path udevData;
    private final Map<Filtered, NameFilter> filtered;
    private final Map<Chosen, NameFilter> chosen;
    private boolean cpuInfo;
    private List<String> textfiles;
    private OtherSystems otherSystems;
    private Set<Extra> extras;
    private int topProcesses;

    private Copy(CollectorSettings of) {
      procfs = of.procfs;
      sysfs = of.sysfs;
      rootfs = of.rootfs;
      udevData = of.udevData;
      filtered = new EnumMap<>(of.filtered);
      chosen = new EnumMap<>(of.chosen);
      cpuInfo = of.cpuInfo;
      textfiles = of.textfiles;
      otherSystems = of.otherSystems;
      extras = of.extras;
      topProcesses = of.topProcesses;
    }

    private CollectorSettings settings() {
      return new CollectorSettings(
          procfs,
          sysfs,
          rootfs,
          udevData,
          filtered,
          chosen,
          cpuInfo,
          textfiles,
          otherSystems,
          extras,
          topProcesses);
    }
  }

  public NameFilter filter(Filtered what) {
    return Objects.requireNonNull(filtered.get(what));
  }

  public NameFilter filter(Chosen what) {
    return Objects.requireNonNull(chosen.get(what));
  }
}
