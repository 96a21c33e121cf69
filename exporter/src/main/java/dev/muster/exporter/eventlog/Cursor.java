package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A place in all event logs at once: each log's name and position. As text it is opaque and fits
 * into a URL as it is.
 */
record Cursor(Map<String, String> positions) {
  private static final String FORMAT = "1";
  private static final int MAX_TEXT = 8192;

  Cursor {
    positions = Map.copyOf(positions);
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws BadCursorException if it did not
   */
  static Cursor parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw new BadCursorException("This cursor is longer than " + MAX_TEXT + " characters");
    }
    String[] lines = decoded(text).split("\n", -1);
    if (!lines[0].equals(FORMAT)) {
      throw new BadCursorException("This cursor is damaged or of another version");
    }
    Map<String, String> positions = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int tab = lines[i].indexOf('\t');
      if (tab < 1) {
        throw new BadCursorException("This cursor is damaged or of another version");
      }
      positions.put(lines[i].substring(0, tab), lines[i].substring(tab + 1));
    }
    return new Cursor(positions);
  }

  private static String decoded(String text) {
    try {
      return new String(Base64.getUrlDecoder().decode(text), UTF_8);
    } catch (IllegalArgumentException notBase64) {
      throw new BadCursorException("This cursor is damaged or of another version");
    }
  }

  String text() {
    var plain = new StringBuilder(FORMAT);
    positions.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            log -> plain.append('\n').append(log.getKey()).append('\t').append(log.getValue()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.toString().getBytes(UTF_8));
  }
}
