package dev.muster.rules.template;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Texts made fit for where they go. */
final class Escapes {
  private Escapes() {}

  static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  static String javaScript(String text) {
    return text.replace("\\", "\\\\")
        .replace("'", "\\'")
        .replace("\"", "\\\"")
        .replace("<", "\\u003C")
        .replace(">", "\\u003E")
        .replace("&", "\\u0026")
        .replace("=", "\\u003D")
        .replace("\n", "\\u000A");
  }

  /** For the query of an address; a space is a plus. */
  static String query(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
  }

  /** The path of an address. */
  static String path(String address) {
    try {
      String path = new URI(address).getPath();
      return path == null ? "" : path;
    } catch (URISyntaxException e) {
      return "";
    }
  }

  /** Each word's first letter as a capital, the others as they are. */
  static String title(String text) {
    var title = new StringBuilder(text.length());
    boolean within = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      title.appendCodePoint(within ? c : Character.toTitleCase(c));
      within = Character.isLetterOrDigit(c) || c == '_' || (within && c == '\'');
    }
    return title.toString();
  }
}
