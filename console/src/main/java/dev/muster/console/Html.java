package dev.muster.console;

/** Text that goes into HTML: everything a client or a log may have written is escaped here. */
final class Html {
  private final StringBuilder page = new StringBuilder(16 * 1024);

  /** Escapes for element content and for attributes in double quotes. */
  static String escape(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
      }
    }
    return escaped.toString();
  }

  /** Markup of our own. */
  Html raw(String markup) {
    page.append(markup);
    return this;
  }

  /** An element of a class with text from anywhere. */
  Html element(String tag, String cssClass, String text) {
    page.append('<').append(tag);
    if (!cssClass.isEmpty()) {
      page.append(" class=\"").append(cssClass).append('"');
    }
    page.append('>').append(escape(text)).append("</").append(tag).append('>');
    return this;
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
