package dev.muster.alertbridge.api;

import dev.muster.archive.Acknowledgement;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The page of one alert: what it is, since when, who has acknowledged it, and a form to do so. */
final class AlertPage {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s – Muster</title>
      <link rel="stylesheet" href="/style.css"></head>
      <body>
      <header><a href="/">Muster</a></header>
      <main>
      """;
  private static final String FOOT = "</main>\n</body></html>\n";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss z", Locale.ENGLISH);

  private final ShownAlert alert;
  private final @Nullable Acknowledgement acknowledgement;
  private final ZoneId zone;

  AlertPage(ShownAlert alert, @Nullable Acknowledgement acknowledgement, ZoneId zone) {
    this.alert = alert;
    this.acknowledgement = acknowledgement;
    this.zone = zone;
  }

  /** Says that there is no such alert. */
  static String over(String id) {
    return said("Alert " + id + " is over, or there never was one of this number.");
  }

  static String said(String sentence) {
    return HEAD.formatted("Alert") + "<section><p>" + escaped(sentence) + "</p></section>\n" + FOOT;
  }

  /**
   * The page.
   *
   * @param csrf what its form must send besides, or ""
   */
  String render(String csrf) {
    String client = alert.labels().get("client");
    String name = alert.labels().get("alertname");
    String title = client.isEmpty() ? name : client + ": " + name;
    var page = new StringBuilder(HEAD.formatted(escaped(title)));
    page.append("<section><h2>").append(escaped(title)).append("</h2>\n");
    page.append("<p class=\"summary\">Fires since ").append(time(alert.startsAt()));
    page.append("</p>\n<table>\n");
    new TreeMap<>(alert.annotations()).forEach((what, text) -> row(page, what, text));
    alert.labels().forEach((what, text) -> row(page, what, text));
    muted(page, "silenced by", alert.silencedBy());
    muted(page, "inhibited by", alert.inhibitedBy());
    muted(page, "muted by", alert.mutedBy());
    page.append("</table></section>\n<section><h2>Acknowledgement</h2>\n");
    String who = acknowledgement == null ? "Nobody has acknowledged it." : words(acknowledgement);
    page.append("<p>").append(escaped(who)).append("</p>\n");
    form(page, csrf);
    return page.append(FOOT).toString();
  }

  private String words(Acknowledgement one) {
    return "%s, %s%s"
        .formatted(
            one.author(), time(one.time()), one.comment().isEmpty() ? "" : ": " + one.comment());
  }

  private void form(StringBuilder page, String csrf) {
    page.append("<form method=\"post\" action=\"/alerts/").append(alert.episode()).append("\">\n");
    if (!csrf.isEmpty()) {
      page.append("<input type=\"hidden\" name=\"csrf\" value=\"").append(escaped(csrf));
      page.append("\">\n");
    }
    page.append(
        "<p><label>Comment <input name=\"comment\" maxlength=\"1000\" size=\"40\"></label>");
    page.append(" <button>Acknowledge</button></p>\n</form></section>\n");
  }

  private static void muted(StringBuilder page, String what, List<String> by) {
    if (!by.isEmpty()) {
      row(page, what, String.join(", ", by));
    }
  }

  private static void row(StringBuilder page, String what, String text) {
    page.append("<tr><th>").append(escaped(what)).append("</th><td>");
    page.append(escaped(text)).append("</td></tr>\n");
  }

  private String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
