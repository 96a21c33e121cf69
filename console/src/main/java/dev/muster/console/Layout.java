package dev.muster.console;

/** What every page begins and ends with. */
final class Layout {
  private Layout() {}

  /**
   * Opens a page.
   *
   * @param refreshes whether the page loads itself anew every five seconds
   */
  static void open(Html html, String title, boolean refreshes) {
    html.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    if (refreshes) {
      html.raw("<meta http-equiv=\"refresh\" content=\"5\">\n");
    }
    html.element("title", "", title + " – Muster");
    html.raw("\n<link rel=\"stylesheet\" href=\"/style.css\"></head>\n<body>\n");
    html.raw("<header><a href=\"/\">Muster</a></header>\n<main>\n");
  }

  static void close(Html html) {
    html.raw("</main>\n</body></html>\n");
  }
}
