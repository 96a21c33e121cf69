package dev.muster.alertbridge;

import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantSample;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the queries of one round brought: the values of each limit type by client. A type whose
 * query failed is not known, which is not the same as having no values.
 */
final class Readings {
  private final Map<LimitType, Map<String, List<Reading>>> byType = new EnumMap<>(LimitType.class);
  private final Set<LimitType> failed = EnumSet.noneOf(LimitType.class);

  /** Takes a query's answer; NaN, infinities and samples of no client count as missing. */
  void answered(LimitType type, List<InstantSample> samples) {
    byType.put(type, byClient(type, samples));
  }

  void failed(LimitType type) {
    failed.add(type);
  }

  /** Whether this type was asked for and answered. */
  boolean knows(LimitType type) {
    return !failed.contains(type) && byType.containsKey(type);
  }

  /** A client's values, none where it has none or the type is not known. */
  List<Reading> of(LimitType type, String client) {
    return byType.getOrDefault(type, Map.of()).getOrDefault(client, List.of());
  }

  /** Whether the client's last scrape is known to have worked. */
  boolean isUp(String client) {
    var offline = of(LimitType.OFFLINE, client);
    return !offline.isEmpty() && offline.stream().allMatch(reading -> reading.value() == 0);
  }

  /** Groups samples by the label {@code client}, in the order of the answer. */
  static Map<String, List<Reading>> byClient(LimitType type, List<InstantSample> samples) {
    var readings = new HashMap<String, List<Reading>>();
    for (var sample : samples) {
      String client = sample.labels().get("client");
      if (!client.isEmpty() && Double.isFinite(sample.value())) {
        String detail = type.detailLabel().isEmpty() ? "" : sample.labels().get(type.detailLabel());
        readings
            .computeIfAbsent(client, name -> new ArrayList<>())
            .add(new Reading(detail, sample.value()));
      }
    }
    return readings;
  }
}
