package dev.muster.scraper.handover;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A metrics page's path, and what stands behind its question mark, decoded. */
record PagePath(String path, Map<String, List<String>> parameters) {
  static PagePath of(String text) {
    int query = text.indexOf('?');
    return query < 0
        ? new PagePath(text, Map.of())
        : new PagePath(text.substring(0, query), parameters(text.substring(query + 1)));
  }

  private static Map<String, List<String>> parameters(String query) {
    var parameters = new LinkedHashMap<String, List<String>>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      parameters
          .computeIfAbsent(decoded(name), n -> new ArrayList<>())
          .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
