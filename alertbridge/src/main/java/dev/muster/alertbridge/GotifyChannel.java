package dev.muster.alertbridge;

import dev.muster.fleet.Receiver;
import java.net.URI;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gotify: the receiver's address is the server's, its token an application's (gotify.net, "Push
 * messages").
 */
final class GotifyChannel implements Channel {
  private static final int HIGH = 8;
  private static final int USUAL = 4;

  @Override
  public ObjectNode body(Notice notice) {
    var body = Json.object();
    body.put("title", notice.title());
    body.put("message", String.join("\n", notice.lines()));
    body.put("priority", notice.isFiring() ? HIGH : USUAL);
    var extras = body.putObject("extras");
    extras.putObject("client::display").put("contentType", "text/plain");
    if (notice.page() != null) {
      extras
          .putObject("client::notification")
          .putObject("click")
          .put("url", notice.page().toString());
    }
    return body;
  }

  @Override
  public URI address(Receiver receiver) {
    String url = receiver.url().toString().replaceFirst("/+$", "");
    return URI.create(url.endsWith("/message") ? url : url + "/message");
  }

  @Override
  public Map<String, String> headers(Receiver receiver) {
    var token = receiver.token();
    return token == null ? Map.of() : Map.of("X-Gotify-Key", token.value());
  }
}
