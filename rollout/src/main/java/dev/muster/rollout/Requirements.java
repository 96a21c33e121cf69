package dev.muster.rollout;

import dev.muster.fleet.Client;
import dev.muster.fleet.Via;
import java.util.List;

/** What a client must have before anything is done there. */
final class Requirements {
  private Requirements() {}

  /**
   * Checks it.
   *
   * @throws RolloutException saying what is missing
   */
  static void check(Client client, Facts facts) throws RolloutException {
    var access = client.exporter();
    if (access.via() == Via.SSH_ONCE) {
      throw new RolloutException(
          "via=\"ssh-once\" means that nothing is installed there; take it out of the roll-out");
    }
    if (!access.https()) {
      throw new RolloutException(
          "a roll-out's exporter speaks HTTPS alone; take exporter-scheme=\"http\" out");
    }
    if (access.certificateSha256() != null || access.caFile() != null) {
      throw new RolloutException(
          "a roll-out's exporter shows a certificate of the fleet's authority; take"
              + " exporter-certificate-sha256 and exporter-ca-file out");
    }
    if (!access.path().equals("/metrics")) {
      throw new RolloutException(
          "a roll-out's exporter has its page at /metrics; take exporter-path out");
    }
    if (!facts.all("lacks").isEmpty()) {
      throw new RolloutException(
          "it lacks the programs "
              + String.join(", ", facts.all("lacks"))
              + "; install them there");
    }
    if (facts.has("readonly")) {
      throw new RolloutException(
          "user "
              + facts.text("user")
              + " may not write "
              + facts.text("readonly")
              + ", where "
              + facts.base()
              + " would be; log in as "
              + (facts.system().equals("windows") ? "an administrator" : "root")
              + ", or give the user a home of its own");
    }
    String listener = facts.text("listener");
    if (!listener.isEmpty() && !listener.equals("own")) {
      throw new RolloutException(
          "port "
              + access.port()
              + " is taken there by "
              + listener
              + "; end that, or give the client another exporter-port");
    }
  }

  /**
   * Checks the flags that its exporter shall have: a service of Windows takes none with quotes.
   *
   * @throws RolloutException naming the one that cannot be
   */
  static void check(Facts facts, List<String> flags) throws RolloutException {
    for (var flag : facts.system().equals("windows") ? flags : List.<String>of()) {
      if (flag.indexOf('\'') >= 0 || flag.indexOf('"') >= 0) {
        throw new RolloutException(
            "--exporter-flag=" + flag + " has quotes, which Windows' services cannot take");
      }
    }
  }

  /** What else measures there and is left alone. */
  static String beside(Facts facts) {
    List<String> others = facts.all("other").stream().distinct().toList();
    return others.isEmpty() ? "" : "; left alone: " + String.join(", ", others);
  }
}
