package dev.muster.fleet;

import java.util.Locale;

/** By which way a client's exporter is asked. */
public enum Via {
  /** At the client's address and exporter port. */
  DIRECT,
  /** At the client's own loopback, through a kept SSH connection. */
  SSH,
  /** By running it once for each scrape over a kept SSH connection; nothing is installed. */
  SSH_ONCE;

  /** As the fleet file writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
