package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A URL's query, decoded. */
record QueryString(Map<String, List<String>> parameters) {
  /**
   * Reads a query as it stands in the URL.
   *
   * @throws BadRequestException if its percent signs make no sense
   */
  static QueryString parse(@Nullable String raw) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.computeIfAbsent(decode(name), any -> new ArrayList<>()).add(decode(value));
      }
    }
    return new QueryString(parameters);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("the query has a '%' without two hexadecimal digits after it");
    }
  }

  List<String> all(String name) {
    return parameters.getOrDefault(name, List.of());
  }

  /** The first value, or "" where there is none. */
  String first(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? "" : values.getFirst();
  }
}
