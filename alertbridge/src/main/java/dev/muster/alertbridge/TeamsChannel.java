package dev.muster.alertbridge;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Teams, by the webhook of a workflow ("Post to a channel when a webhook request is received"): a
 * message with one Adaptive Card. Text stands in runs, which know no Markdown, so that names appear
 * as they are.
 */
final class TeamsChannel implements Channel {
  private static final String CARD = "application/vnd.microsoft.card.adaptive";

  @Override
  public ObjectNode body(Notice notice) {
    var body = Json.object();
    body.put("type", "message");
    var attachment = body.putArray("attachments").addObject();
    attachment.put("contentType", CARD);
    attachment.putNull("contentUrl");
    var card = attachment.putObject("content");
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard");
    card.put("version", "1.4");
    card.putObject("msteams").put("width", "Full");
    var blocks = card.putArray("body");
    line(blocks, notice.title())
        .put("weight", "Bolder")
        .put("size", "Medium")
        .put("color", notice.isFiring() ? "Attention" : "Good");
    notice.lines().forEach(text -> line(blocks, text));
    if (notice.page() != null) {
      var open = card.putArray("actions").addObject();
      open.put("type", "Action.OpenUrl").put("title", "Muster");
      open.put("url", notice.page().toString());
    }
    return body;
  }

  private static ObjectNode line(ArrayNode blocks, String text) {
    var block = blocks.addObject();
    block.put("type", "RichTextBlock");
    return block.putArray("inlines").addObject().put("type", "TextRun").put("text", text);
  }
}
