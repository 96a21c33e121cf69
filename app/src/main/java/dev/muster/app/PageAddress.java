package dev.muster.app;

import dev.muster.web.ListenAddress;
import java.net.URI;

/** Where a browser on this machine finds a server's page. */
final class PageAddress {
  private PageAddress() {}

  /**
   * The address.
   *
   * @param port the one that was had, where the listen address leaves it open
   */
  static URI of(ListenAddress address, int port) {
    String host = address.host();
    boolean everywhere = host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
    String shown = everywhere ? "localhost" : host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return URI.create("https://" + shown + ":" + port + "/");
  }
}
