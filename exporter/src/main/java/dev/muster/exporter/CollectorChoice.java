package dev.muster.exporter;

import dev.muster.exporter.collector.Collector;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which collectors run: those on by default, or none of them, then those switched on or off by
 * name.
 */
public record CollectorChoice(boolean disableDefaults, Set<String> on, Set<String> off) {
  public CollectorChoice {
    on = Set.copyOf(on);
    off = Set.copyOf(off);
  }

  /** Those that are on by default. */
  public static CollectorChoice defaults() {
    return new CollectorChoice(false, Set.of(), Set.of());
  }

  /**
   * The chosen ones, in their order.
   *
   * @throws ExporterException if a name is unknown
   */
  List<Collector> from(List<Collector> all) {
    var unknown = new TreeSet<>(on);
    unknown.addAll(off);
    all.forEach(collector -> unknown.remove(collector.name()));
    if (!unknown.isEmpty()) {
      throw new ExporterException(
          "Unknown collector '%s'; known are %s.".formatted(unknown.first(), names(all)));
    }
    return all.stream().filter(this::chosen).toList();
  }

  static String names(List<Collector> all) {
    return all.stream().map(Collector::name).sorted().collect(Collectors.joining(", "));
  }

  private boolean chosen(Collector collector) {
    String name = collector.name();
    return on.contains(name)
        || (!off.contains(name) && !disableDefaults && collector.enabledByDefault());
  }
}
