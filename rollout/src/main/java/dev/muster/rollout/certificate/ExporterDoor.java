package dev.muster.rollout.certificate;

import dev.muster.fleet.Client;

/** Requests to exporters over the way they are scraped. */
@FunctionalInterface
public interface ExporterDoor {
  /** What a client answered, whatever its status. */
  record Reply(int status, String text) {}

  /**
   * One request.
   *
   * @param text the body; "" for none
   * @throws RenewalException if there is no answer
   */
  Reply call(Client client, String method, String path, String text);
}
