package dev.muster.exporter;

import dev.muster.exporter.collector.Collector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which collectors one request wants: {@code collect[]=NAME} those alone, {@code exclude[]=NAME}
 * all but those.
 */
record CollectorFilter(Set<String> collect, Set<String> exclude) {
  static final CollectorFilter ALL = new CollectorFilter(Set.of(), Set.of());

  CollectorFilter {
    collect = Set.copyOf(collect);
    exclude = Set.copyOf(exclude);
  }

  static CollectorFilter of(QueryString query) {
    return new CollectorFilter(
        new HashSet<>(query.all("collect[]")), new HashSet<>(query.all("exclude[]")));
  }

  /**
   * Checks against the collectors there are.
   *
   * @throws BadRequestException if both ways are used or a name is unknown
   */
  void check(List<Collector> collectors) {
    if (!collect.isEmpty() && !exclude.isEmpty()) {
      throw new BadRequestException("collect[] and exclude[] cannot be combined");
    }
    var unknown = new TreeSet<>(collect);
    unknown.addAll(exclude);
    collectors.forEach(collector -> unknown.remove(collector.name()));
    if (!unknown.isEmpty()) {
      throw new BadRequestException("missing collector: " + unknown.first());
    }
  }

  List<Collector> from(List<Collector> collectors) {
    return collectors.stream()
        .filter(collector -> collect.isEmpty() || collect.contains(collector.name()))
        .filter(collector -> !exclude.contains(collector.name()))
        .toList();
  }
}
