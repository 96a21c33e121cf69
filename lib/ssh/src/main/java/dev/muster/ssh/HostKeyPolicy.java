package dev.muster.ssh;

/** What becomes of a host key seen for the first time; one that changed is always refused. */
public sealed interface HostKeyPolicy {
  /** Refused. */
  record Strict() implements HostKeyPolicy {}

  /** Taken, and kept in the known hosts. */
  record AcceptNew() implements HostKeyPolicy {}

  /** As somebody answers; kept where accepted. */
  record Ask(Prompt prompt) implements HostKeyPolicy {}

  /** Asks a person. */
  @FunctionalInterface
  interface Prompt {
    /**
     * Whether a key is right.
     *
     * @param host as in the known hosts, with the port where it is not 22
     * @param type such as ssh-ed25519
     * @param fingerprint SHA256:… as OpenSSH shows it
     */
    boolean accepts(String host, String type, String fingerprint);
  }
}
