package dev.muster.scraper.ssh;

import dev.muster.fleet.Client;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is needed to reach clients over SSH.
 *
 * @param logIns makes connections
 * @param packs finds what is put on a client to be run there
 * @param server tells this server's temporary folders on clients from those of others: letters and
 *     digits
 */
public record SshAccess(LogIns logIns, Packs packs, String server) {
  /** Makes connections. */
  @FunctionalInterface
  public interface LogIns {
    /**
     * Logs in, within some seconds.
     *
     * @throws SshException saying in one sentence why not
     */
    SshConnection connect(Client client) throws SshException;
  }

  /** Finds the exporter packed for a kind of system. */
  @FunctionalInterface
  public interface Packs {
    /**
     * A tar.gz of one folder with {@code bin/muster-exporter} in it.
     *
     * @param system linux or macos
     * @param machine such as x86_64
     */
    Optional<Path> newest(String system, String machine);
  }

  /** Where nothing goes over SSH: each try says so. */
  public static SshAccess none() {
    return new SshAccess(
        client -> {
          throw new SshException(SshException.Kind.FAILED, "this program does not log in by SSH");
        },
        (system, machine) -> Optional.empty(),
        "none");
  }
}
