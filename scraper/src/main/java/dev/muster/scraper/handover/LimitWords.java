package dev.muster.scraper.handover;

import dev.muster.fleet.LimitType;
import java.util.Map;
import java.util.TreeMap;

/** What the alerts of limits say, as templates of Prometheus. */
final class LimitWords {
  private LimitWords() {}

  /** The annotations by their names. A value that is not a number is one that is missing. */
  static Map<String, String> of(LimitType type) {
    var words = new TreeMap<String, String>();
    if (type.unit() == LimitType.Unit.NONE) {
      words.put("summary", "{{ $labels.client }} does not answer");
      return words;
    }
    String limit = queried(LimitRules.LIMIT, type, "", "{{ . | first | value | %s }}");
    words.put(
        "summary",
        "{{ $labels.client }}: %s {{ if eq $value $value }}is {{ $value | %s }}{{ else }}has no value now{{ end }}, its limit %s"
            .formatted(type.xmlName(), format(type), limit));
    if (!type.detailLabel().isEmpty()) {
      String each =
          "{{ range . }}{{ .Labels.%s }} {{ .Value | %%s }}; {{ end }}"
              .formatted(type.detailLabel());
      words.put("description", queried("sort_desc(" + LimitRules.VALUE, type, ")", each));
    }
    return words;
  }

  private static String queried(String metric, LimitType type, String end, String then) {
    return "{{ with printf \"%s{job=~\\\"node|\\\",client=%%q,type=\\\"%s\\\"}%s\" $labels.client | query }}"
            .formatted(metric, type.xmlName(), end)
        + then.formatted(format(type))
        + "{{ end }}";
  }

  private static String format(LimitType type) {
    return switch (type.unit()) {
      case PERCENT -> "printf \"%.1f%%\"";
      case SECONDS -> "humanizeDuration";
      case NUMBER, NONE -> "printf \"%.2f\"";
    };
  }
}
