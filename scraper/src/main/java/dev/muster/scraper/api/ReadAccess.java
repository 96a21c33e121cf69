package dev.muster.scraper.api;

import java.util.Locale;
import java.util.Set;

/**
 * What a token that may only read opens: the queries and lists of this API and of Alertmanager's,
 * nothing else.
 */
public final class ReadAccess {
  private static final String API = "/api/v1/";
  private static final String ALERTS = "/api/v2/";
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<String> PAGES = Set.of("/federate", "/metrics", "/sd/targets");
  private static final Set<String> CLOSED = Set.of("write", "admin");
  private static final Set<String> POSTED =
      Set.of(
          "query",
          "query_range",
          "query_exemplars",
          "format_query",
          "parse_query",
          "labels",
          "series");

  private ReadAccess() {}

  /**
   * Whether such a token may ask this.
   *
   * @param path as it was sent; one that goes upwards opens nothing
   */
  public static boolean allows(String method, String path) {
    boolean reads = READING.contains(method);
    if (PAGES.contains(path)) {
      return reads;
    }
    if (path.startsWith(ALERTS)) {
      return reads && !goesUp(path);
    }
    if (!path.startsWith(API) || goesUp(path)) {
      return false;
    }
    String name = path.substring(API.length());
    return reads
        ? !CLOSED.contains(name.split("[/;]", 2)[0])
        : method.equals("POST") && POSTED.contains(name);
  }

  private static boolean goesUp(String path) {
    return path.contains("..") || path.toLowerCase(Locale.ROOT).contains("%2e");
  }
}
