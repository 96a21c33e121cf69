package dev.muster.exporter.collector;

import java.util.HashMap;
import java.util.Map;

/** The families of those fields that an expression chooses; each field is matched once. */
final class FieldFamilies {
  private static final String HIDDEN = "";

  private final NameFilter filter;
  private final String prefix;
  private final Map<String, String> families = new HashMap<>();

  FieldFamilies(NameFilter filter, String prefix) {
    this.filter = filter;
    this.prefix = prefix;
  }

  /** The family of a field; empty if it is not to be shown. */
  String of(String field) {
    String known = families.get(field);
    if (known == null) {
      known = filter.passes(field) ? prefix + field : HIDDEN;
      families.put(field, known);
    }
    return known;
  }
}
