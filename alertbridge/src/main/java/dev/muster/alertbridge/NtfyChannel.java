package dev.muster.alertbridge;

import dev.muster.fleet.Receiver;
import java.net.URI;
import tools.jackson.databind.node.ObjectNode;

/**
 * ntfy: the receiver's address is that of a topic, {@code https://ntfy.sh/TOPIC}. It is published
 * as JSON, which goes to the server's root, so that titles may have any characters (docs.ntfy.sh,
 * "Publish as JSON"). A token is an access token.
 */
final class NtfyChannel implements Channel {
  /** ntfy makes a file of a message of more than 4,096 bytes. */
  private static final int MESSAGE = 1_000;

  private static final int HIGH = 4;
  private static final int USUAL = 3;

  @Override
  public ObjectNode body(Notice notice) {
    String path = notice.receiver().url().getPath().replaceFirst("/+$", "");
    var body = Json.object();
    body.put("topic", path.substring(path.lastIndexOf('/') + 1));
    body.put("title", notice.title());
    String message = String.join("\n", notice.lines());
    boolean fits = message.length() <= MESSAGE;
    body.put("message", fits ? message : message.substring(0, MESSAGE) + " ...");
    body.put("priority", notice.isFiring() ? HIGH : USUAL);
    body.putArray("tags").add(notice.isFiring() ? "rotating_light" : "white_check_mark");
    if (notice.page() != null) {
      body.put("click", notice.page().toString());
    }
    return body;
  }

  @Override
  public URI address(Receiver receiver) {
    String url = receiver.url().toString().replaceFirst("/+$", "");
    return URI.create(url.substring(0, url.lastIndexOf('/') + 1));
  }
}
