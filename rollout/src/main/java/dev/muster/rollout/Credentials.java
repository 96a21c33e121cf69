package dev.muster.rollout;

import dev.muster.fleet.Client;
import javax.net.ssl.SSLContext;

/** What the fleet's authority gives to exporters, and how the server shows itself to them. */
public interface Credentials {
  /** The authority, and what it revoked, as exporters read it. */
  String authorityPem();

  /** A new key and certificate for a client's exporter, in one PEM text; kept nowhere here. */
  String issue(Client client);

  /**
   * Why an exporter needs another certificate: there is none, it is another's or revoked, or two
   * thirds of its life are over.
   *
   * @param certificates PEM, its own first; may be empty
   * @return "" where it needs none
   */
  String due(Client client, String certificates);

  /** As the scraper connects: with its certificate, trusting the authority. */
  SSLContext scraper();
}
