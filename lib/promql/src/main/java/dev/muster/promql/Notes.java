package dev.muster.promql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a query has to say about its result: warnings and infos, each text once. */
final class Notes {
  private final Map<String, Span> warnings = new LinkedHashMap<>();
  private final Map<String, Span> infos = new LinkedHashMap<>();

  void warning(Span span, String text) {
    warnings.put(text, span);
  }

  void info(Span span, String text) {
    infos.put(text, span);
  }

  List<String> warnings(String expression) {
    return list("PromQL warning: ", warnings, expression);
  }

  List<String> infos(String expression) {
    return list("PromQL info: ", infos, expression);
  }

  private static List<String> list(String prefix, Map<String, Span> notes, String expression) {
    return notes.entrySet().stream()
        .map(note -> prefix + note.getKey() + " (" + note.getValue().position(expression) + ")")
        .toList();
  }
}
