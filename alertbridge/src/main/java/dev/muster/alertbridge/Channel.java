package dev.muster.alertbridge;

import dev.muster.fleet.Receiver;
import java.net.URI;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** How one kind of receiver is told: what is posted where. */
interface Channel {
  /** What is posted. */
  ObjectNode body(Notice notice);

  /** Where it is posted. */
  default URI address(Receiver receiver) {
    return receiver.url();
  }

  /** Headers besides the usual log-in. */
  default Map<String, String> headers(Receiver receiver) {
    return Map.of();
  }

  /**
   * The channel of a kind.
   *
   * @throws IllegalArgumentException for Alertmanagers, which are told of alerts and not of
   *     notifications
   */
  static Channel of(Receiver.Kind kind) {
    return switch (kind) {
      case WEBHOOK -> new WebhookChannel();
      case NTFY -> new NtfyChannel();
      case GOTIFY -> new GotifyChannel();
      case SLACK -> new SlackChannel();
      case TEAMS -> new TeamsChannel();
      case ALERTMANAGER ->
          throw new IllegalArgumentException("an Alertmanager is told of alerts themselves");
    };
  }
}
