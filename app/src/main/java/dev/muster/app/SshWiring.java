package dev.muster.app;

import dev.muster.rollout.Distribution;
import dev.muster.rollout.Distributions;
import dev.muster.scraper.ssh.SshAccess;
import dev.muster.ssh.HostKeyPolicy;
import dev.muster.ssh.SshConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.UUID;

/**
 * The server's log-ins to clients over SSH. Host keys that are not known are refused: nobody sits
 * there to compare them; {@code muster ssh-keys} takes them.
 */
final class SshWiring implements AutoCloseable {
  /** Less than a scrape usually has, so that its own reason is what people read. */
  private static final Duration LOG_IN = Duration.ofSeconds(8);

  private static final String KNOWN_HOSTS = "known_hosts";
  private static final String ID = "server.id";

  private final SshConnector connector;
  private final Distributions distributions;
  private final String id;

  SshWiring(DataFolder data) {
    this.connector =
        new SshConnector(data.resolve(KNOWN_HOSTS), new HostKeyPolicy.Strict(), LOG_IN);
    this.distributions = Distributions.of(DistributionFolders.of(data.path()));
    this.id = id(data);
  }

  /** Made once: it marks this server's temporary folders on clients as its own. */
  private static String id(DataFolder data) {
    var file = data.resolve(ID);
    try {
      if (Files.isRegularFile(file)) {
        return Files.readString(file).strip();
      }
      String made = UUID.randomUUID().toString();
      data.write(file, made + "\n");
      return made;
    } catch (IOException e) {
      throw new AppException("cannot read " + file + " (" + DataFolder.reason(e) + ")", e);
    }
  }

  SshAccess access() {
    return new SshAccess(
        connector::connect,
        (system, machine) -> distributions.newest(system, machine).map(Distribution::file),
        id);
  }

  @Override
  public void close() {
    connector.close();
  }
}
