package dev.muster.alertbridge;

import tools.jackson.databind.node.ObjectNode;

/**
 * Slack's incoming webhook, which Mattermost, Rocket.Chat and Discord (with {@code /slack}) take
 * too: a text and one attachment with a colour (docs.slack.dev, "Incoming webhooks", "Secondary
 * message attachments").
 */
final class SlackChannel implements Channel {
  @Override
  public ObjectNode body(Notice notice) {
    var body = Json.object();
    body.put("text", escaped(notice.title()));
    var attachment = body.putArray("attachments").addObject();
    attachment.put("color", notice.isFiring() ? "danger" : "good");
    attachment.put("fallback", escaped(notice.title()));
    attachment.put("text", escaped(String.join("\n", notice.lines())));
    if (notice.page() != null) {
      attachment.put("title", "Muster");
      attachment.put("title_link", notice.page().toString());
    }
    return body;
  }

  /** Slack's three characters with a meaning of their own. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
