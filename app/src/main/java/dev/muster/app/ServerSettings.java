package dev.muster.app;

import dev.muster.promql.Feature;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.ListenAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How a server is started.
 *
 * @param features what queries understand besides
 * @param environment for secrets of the fleet file and the first password
 * @param limits whether clients are held to their limits here, and not by a Prometheus
 * @param certificateLife of certificates that the fleet's authority issues
 */
record ServerSettings(
    Path data,
    Path fleetFile,
    ListenAddress address,
    Set<Feature> features,
    Map<String, String> environment,
    boolean limits,
    Duration certificateLife) {
  /** One whose certificates live as long as usual. */
  ServerSettings(
      Path data,
      Path fleetFile,
      ListenAddress address,
      Set<Feature> features,
      Map<String, String> environment,
      boolean limits) {
    this(data, fleetFile, address, features, environment, limits, CertificateAuthority.USUAL_LIFE);
  }

  /** One that holds clients to their limits itself. */
  ServerSettings(
      Path data,
      Path fleetFile,
      ListenAddress address,
      Set<Feature> features,
      Map<String, String> environment) {
    this(data, fleetFile, address, features, environment, true);
  }

  ServerSettings {
    features = Set.copyOf(features);
    environment = Map.copyOf(environment);
  }

  /** Without the environment, which holds secrets. */
  @Override
  public String toString() {
    return "ServerSettings[" + data + ", " + fleetFile + ", " + address + "]";
  }
}
