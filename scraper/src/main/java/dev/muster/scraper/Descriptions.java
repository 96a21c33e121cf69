package dev.muster.scraper;

import dev.muster.metrics.ExpositionException;
import dev.muster.metrics.ExpositionReader;
import dev.muster.metrics.MetricType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What the pages of all clients say of their families, since the start. Bounded in both directions;
 * what comes beyond is left out.
 */
final class Descriptions {
  static final int MOST_FAMILIES = 20_000;
  static final int MOST_OF_A_FAMILY = 10;
  private static final int LONGEST_HELP = 1024;
  private static final String TOTAL = "_total";

  private final Map<String, List<FamilyDescription>> families = new ConcurrentHashMap<>();

  /**
   * Reads a page's TYPE, HELP and UNIT lines, up to the first that is broken: samples do without.
   */
  void read(ExpositionReader page, boolean openMetrics) {
    var types = new HashMap<String, MetricType>();
    var helps = new HashMap<String, String>();
    var units = new HashMap<String, String>();
    try {
      ExpositionReader.Entry entry = page.next();
      while (entry != ExpositionReader.Entry.END) {
        switch (entry) {
          case HELP -> helps.put(page.family(), shortened(page.helpText()));
          case TYPE -> types.put(page.family(), page.type());
          case UNIT -> units.put(page.family(), shortened(page.unit()));
          case SAMPLE, END -> {
            // It says nothing of its family.
          }
        }
        entry = page.next();
      }
    } catch (ExpositionException _) {
      // What came before it counts.
    }
    helps.keySet().forEach(family -> types.putIfAbsent(family, MetricType.UNTYPED));
    types.forEach((family, type) ->
        add(
            openMetrics && type == MetricType.COUNTER ? family + TOTAL : family,
            new FamilyDescription(
                type, helps.getOrDefault(family, ""), units.getOrDefault(family, ""))));
  }

  private static String shortened(String help) {
    return help.codePointCount(0, help.length()) > LONGEST_HELP
        ? help.substring(0, help.offsetByCodePoints(0, LONGEST_HELP)) + "…"
        : help;
  }

  void add(String family, FamilyDescription description) {
    if (families.size() >= MOST_FAMILIES && !families.containsKey(family)) {
      return;
    }
    families.merge(
        family,
        List.of(description),
        (known, more) ->
            known.contains(description) || known.size() >= MOST_OF_A_FAMILY
                ? known
                : Stream.concat(known.stream(), more.stream()).toList());
  }

  /** All, by the family's name. */
  Map<String, List<FamilyDescription>> all() {
    return new TreeMap<>(families);
  }
}
