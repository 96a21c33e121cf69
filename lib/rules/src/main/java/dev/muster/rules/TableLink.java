package dev.muster.rules;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where a page shows an expression's value, below the page's own address. */
final class TableLink {
  private TableLink() {}

  static String of(String expression) {
    return "/graph?g0.expr=" + URLEncoder.encode(expression, StandardCharsets.UTF_8) + "&g0.tab=1";
  }
}
