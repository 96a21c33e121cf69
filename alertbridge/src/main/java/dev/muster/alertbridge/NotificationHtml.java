package dev.muster.alertbridge;

import static dev.muster.alertbridge.PlainText.html;

import dev.muster.alertbridge.NotificationContent.Entry;
import dev.muster.alertbridge.NotificationContent.Kind;
import dev.muster.alertbridge.NotificationContent.Link;
import dev.muster.alertbridge.NotificationContent.Part;
import dev.muster.alertbridge.NotificationContent.Picture;
import java.util.List;

/**
 * The HTML part of a notification's mail: tables and inline styles, which the engines of Outlook
 * and Gmail take too, 600 pixels wide at most, legible on a phone. The little style sheet in the
 * head is for dark mail programs alone.
 */
final class NotificationHtml {
  private static final String RED = "#b91c1c";
  private static final String AMBER = "#b45309";
  private static final String GREEN = "#15803d";

  private static final String CLOSING =
      """
      </table>
      <!--[if mso]></td></tr></table><![endif]-->
      </td></tr></table>
      </body></html>
      """;

  private static final String FONT = "font-family:Arial,Helvetica,sans-serif;";

  private final StringBuilder html = new StringBuilder();

  private NotificationHtml() {}

  /** The page. */
  static String of(NotificationContent content) {
    var writer = new NotificationHtml();
    writer.write(content);
    return writer.html.toString();
  }

  private void write(NotificationContent content) {
    html.append(head(content.subject())).append(opening(preview(content)));
    banner(content);
    boolean single = NotificationText.isSingle(content);
    for (var part : content.parts()) {
      if (content.parts().size() > 1 || part.count() > 1) {
        title(part);
      }
      part.entries().forEach(entry -> write(entry, part.kind(), single));
      write(part);
    }
    footer(content);
    html.append(CLOSING);
  }

  private static String head(String title) {
    return """
    <!DOCTYPE html>
    <html lang="en"><head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="supported-color-schemes" content="light dark">
    <title>%s</title>
    <style>
    @media (prefers-color-scheme: dark) {
    .ground { background-color: #0f172a !important; }
    .card { background-color: #1e293b !important; border-color: #334155 !important; }
    .ink { color: #f1f5f9 !important; }
    .dim { color: #cbd5e1 !important; }
    .rule { border-color: #334155 !important; }
    }
    </style>
    </head>
    """
        .formatted(html(title));
  }

  private static String opening(String preview) {
    return """
    <body class="ground" style="margin:0;padding:0;background-color:#eef2f6;">
    <div style="display:none;max-height:0;overflow:hidden;">%s</div>
    <table role="presentation" class="ground" width="100%%" cellpadding="0" cellspacing="0" \
    border="0" style="background-color:#eef2f6;"><tr><td align="center" style="padding:16px 8px;">
    <!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" \
    border="0"><tr><td><![endif]-->
    <table role="presentation" class="card" width="100%%" cellpadding="0" cellspacing="0" \
    border="0" style="max-width:600px;background-color:#ffffff;border:1px solid #d5dde6;">
    """
        .formatted(html(preview));
  }

  /** What mail programs show behind the subject: what the subject does not say. */
  private static String preview(NotificationContent content) {
    var entries = content.parts().getFirst().entries();
    String first = entries.isEmpty() ? "" : entries.getFirst().sentence();
    return first.equals(content.headline())
        ? NotificationText.sentence(first)
        : NotificationText.sentence(content.headline()) + " " + first;
  }

  private void banner(NotificationContent content) {
    var kind = content.parts().getFirst().kind();
    String colour = content.firing() ? colour(kind == Kind.RESOLVED ? Kind.STANDING : kind) : GREEN;
    String word = content.firing() ? (kind == Kind.FRESH ? "ALERT" : "STILL FIRING") : "RESOLVED";
    html.append("<tr><td bgcolor=\"").append(colour).append("\" style=\"background-color:");
    html.append(colour).append(";padding:18px 20px;").append(FONT).append("color:#ffffff;\">\n");
    html.append("<div style=\"font-size:12px;line-height:16px;font-weight:bold;");
    html.append("letter-spacing:1px;\">").append(word).append("</div>\n");
    html.append("<div style=\"font-size:20px;line-height:27px;font-weight:bold;");
    html.append("padding-top:4px;word-break:break-word;\">").append(html(content.headline()));
    html.append("</div>\n");
    for (String sentence : content.why()) {
      html.append("<div style=\"font-size:14px;line-height:20px;padding-top:6px;\">");
      html.append(html(sentence)).append("</div>\n");
    }
    html.append("</td></tr>\n");
  }

  private static String colour(Kind kind) {
    return switch (kind) {
      case FRESH -> RED;
      case STANDING -> AMBER;
      case RESOLVED -> GREEN;
    };
  }

  private void title(Part part) {
    html.append("<tr><td style=\"padding:18px 20px 0 20px;").append(FONT);
    html.append("font-size:13px;line-height:18px;font-weight:bold;letter-spacing:1px;\">");
    html.append("<span class=\"dim\" style=\"color:").append(colour(part.kind())).append(";\">");
    html.append(part.kind().title());
    html.append(part.count() > 1 ? " &middot; " + part.count() : "");
    html.append("</span></td></tr>\n");
  }

  private void write(Entry entry, Kind kind, boolean single) {
    html.append("<tr><td style=\"padding:14px 20px 4px 20px;\">\n");
    html.append("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" ");
    html.append("cellspacing=\"0\" border=\"0\"><tr>\n");
    if (!single) {
      String colour = colour(kind);
      html.append("<td width=\"4\" bgcolor=\"").append(colour).append("\" style=\"width:4px;");
      html.append("background-color:").append(colour).append(";font-size:0;\">&nbsp;</td>\n");
      html.append("<td width=\"12\" style=\"width:12px;font-size:0;\">&nbsp;</td>\n");
    }
    html.append("<td class=\"ink\" style=\"").append(FONT);
    html.append("color:#0f172a;font-size:15px;line-height:21px;word-break:break-word;\">\n");
    if (!single) {
      line("ink", "#0f172a", "font-size:16px;line-height:22px;font-weight:bold;", entry.sentence());
    }
    line("dim", "#475569", "font-size:14px;line-height:20px;", capital(entry.duration()) + ".");
    for (String note : entry.notes()) {
      line("ink", "#0f172a", "padding-top:4px;font-weight:bold;", note);
    }
    var picture = entry.picture();
    if (picture != null) {
      write(picture);
    }
    facts(entry.facts());
    entry.sections().forEach(this::write);
    for (String sentence : entry.closing()) {
      line("dim", "#475569", "padding-top:10px;font-size:14px;line-height:20px;", sentence);
    }
    buttons(entry.links());
    html.append("</td></tr></table>\n</td></tr>\n");
  }

  private void line(String tone, String colour, String style, String words) {
    html.append("<div class=\"").append(tone).append("\" style=\"color:").append(colour);
    html.append(';').append(style).append("\">").append(html(words)).append("</div>\n");
  }

  private void write(Picture picture) {
    html.append("<div style=\"padding-top:12px;\"><img src=\"cid:")
        .append(picture.png().contentId());
    html.append("\" width=\"480\" alt=\"").append(html(picture.words()));
    html.append("\" style=\"display:block;width:100%;max-width:480px;height:auto;border:0;");
    html.append("font-size:13px;\"></div>\n");
  }

  private void facts(List<MailContent.Fact> facts) {
    html.append("<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" ");
    html.append("style=\"margin-top:10px;\">\n");
    for (var fact : facts) {
      String cell = FONT + "font-size:14px;line-height:20px;padding:2px 0;";
      html.append("<tr><td class=\"dim\" valign=\"top\" style=\"").append(cell);
      html.append("color:#475569;padding-right:14px;white-space:nowrap;\">");
      html.append(html(fact.name()));
      html.append("</td><td class=\"ink\" valign=\"top\" style=\"").append(cell);
      html.append("color:#0f172a;word-break:break-word;\">").append(html(fact.value()));
      html.append("</td></tr>\n");
    }
    html.append("</table>\n");
  }

  private void write(MailContent.Section section) {
    line("dim", "#475569", "padding-top:10px;font-size:14px;font-weight:bold;", section.title());
    for (String words : section.lines()) {
      line("ink", "#0f172a", "font-size:14px;line-height:20px;", words);
    }
  }

  private void buttons(List<Link> links) {
    if (links.isEmpty()) {
      return;
    }
    html.append("<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" ");
    html.append("style=\"margin-top:14px;\"><tr>\n");
    for (int i = 0; i < links.size(); i++) {
      var link = links.get(i);
      boolean first = i == 0 && links.size() > 1;
      String ground = first ? "#1d4ed8" : "#e2e8f0";
      html.append(i == 0 ? "" : "<td width=\"10\" style=\"width:10px;font-size:0;\">&nbsp;</td>\n");
      html.append("<td bgcolor=\"").append(ground).append("\" style=\"background-color:");
      html.append(ground).append(";padding:9px 16px;\"><a href=\"");
      html.append(html(link.address().toString())).append("\" style=\"").append(FONT);
      html.append("font-size:14px;line-height:18px;font-weight:bold;text-decoration:none;color:");
      html.append(first ? "#ffffff" : "#0f172a").append(";\">").append(html(link.words()));
      html.append("</a></td>\n");
    }
    html.append("</tr></table>\n");
  }

  private void write(Part part) {
    if (part.lines().isEmpty() && part.more() == 0) {
      return;
    }
    html.append("<tr><td style=\"padding:10px 20px 4px 20px;\">\n");
    html.append("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" ");
    html.append("cellspacing=\"0\" border=\"0\">\n");
    String cell = FONT + "font-size:14px;line-height:20px;padding:5px 0;word-break:break-word;";
    for (var line : part.lines()) {
      html.append("<tr><td class=\"ink rule\" style=\"").append(cell);
      html.append("color:#0f172a;border-top:1px solid #e2e8f0;\">").append(html(line.sentence()));
      html.append(" <span class=\"dim\" style=\"color:#475569;\">").append(html(line.duration()));
      html.append("</span></td></tr>\n");
    }
    if (part.more() > 0) {
      html.append("<tr><td class=\"dim\" style=\"").append(cell).append("color:#475569;\">and ");
      html.append(part.more()).append(" more</td></tr>\n");
    }
    html.append("</table>\n</td></tr>\n");
  }

  private void footer(NotificationContent content) {
    html.append("<tr><td style=\"padding:16px 20px 18px 20px;\">");
    html.append("<div class=\"dim rule\" style=\"").append(FONT);
    html.append("border-top:1px solid #e2e8f0;padding-top:12px;color:#475569;");
    html.append("font-size:12px;line-height:17px;\">").append(NotificationContent.SIGNATURE);
    var page = content.page();
    if (page != null) {
      String address = html(page.toString());
      html.append(" <a class=\"dim\" href=\"").append(address).append("\" style=\"color:#475569;");
      html.append("\">").append(address).append("</a>");
    }
    html.append("</div></td></tr>\n");
  }

  private static String capital(String words) {
    return words.isEmpty() ? words : Character.toTitleCase(words.charAt(0)) + words.substring(1);
  }
}
