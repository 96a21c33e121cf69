package dev.muster.app;

import dev.muster.web.ListenAddress;
import java.nio.file.Path;
import java.util.Map;

/**
 * How a server is started.
 *
 * @param environment for secrets of the fleet file and the first password
 */
record ServerSettings(
    Path data, Path fleetFile, ListenAddress address, Map<String, String> environment) {
  ServerSettings {
    environment = Map.copyOf(environment);
  }

  /** Without the environment, which holds secrets. */
  @Override
  public String toString() {
    return "ServerSettings[" + data + ", " + fleetFile + ", " + address + "]";
  }
}
