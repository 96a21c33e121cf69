package dev.muster.app;

import java.util.ArrayList;
import java.util.List;

/** What runs where, as {@code muster up} shows it once it is ready. */
final class StartTable {
  private record Row(String what, String where) {}

  private final List<Row> rows = new ArrayList<>();

  StartTable row(String what, String where) {
    rows.add(new Row(what, where));
    return this;
  }

  String render() {
    int width = rows.stream().mapToInt(row -> row.what().length()).max().orElse(0);
    var text = new StringBuilder();
    for (var row : rows) {
      text.append("  ").append(row.what()).repeat(' ', width - row.what().length() + 3);
      text.append(row.where()).append('\n');
    }
    return text.toString();
  }
}
