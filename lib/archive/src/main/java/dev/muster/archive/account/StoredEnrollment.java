package dev.muster.archive.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine that asked to be enrolled, and what became of it. Times in Unix milliseconds.
 *
 * @param id 22 letters, digits, - and _
 * @param keySha256 of the machine's public key, in hexadecimal
 * @param secretSha256 of what the machine shows when it asks again, in hexadecimal
 * @param token the name of the token it came with
 * @param atOnce whether nobody needs to look at it
 * @param host what it is called, with whom, and where it is reached
 * @param request the certificate request, PKCS#10 in base 64
 * @param warning why somebody should look twice, or ""
 * @param chain its certificate and the authority's in PEM, or "" while there is none
 * @param decided when it was accepted or denied, or null
 */
public record StoredEnrollment(
    String id,
    String keySha256,
    String secretSha256,
    String token,
    boolean atOnce,
    Host host,
    String request,
    String warning,
    State state,
    String chain,
    long since,
    @Nullable Long decided) {
  /** What became of it. */
  public enum State {
    PENDING,
    /** It is accepted, but its certificate or its place in the fleet is still to be made. */
    ACCEPTING,
    ACCEPTED,
    DENIED,
    /** It was accepted, and another machine bears its name now. */
    REPLACED
  }

  /**
   * The machine.
   *
   * @param name in the fleet, as wished or as accepted
   * @param group in the fleet, or "" for none
   * @param ip where it is scraped
   * @param port its exporter's
   * @param called its host name
   * @param addresses its own
   * @param system such as {@code linux x86_64}
   * @param version of its exporter
   */
  public record Host(
      String name,
      String group,
      String ip,
      int port,
      String called,
      List<String> addresses,
      String system,
      String version) {
    public Host {
      addresses = List.copyOf(addresses);
    }

    /** The same at another place of the fleet. */
    public Host at(String otherName, String otherGroup, String otherIp, int otherPort) {
      return new Host(
          otherName, otherGroup, otherIp, otherPort, called, addresses, system, version);
    }
  }

  /** Without request and chain, which are long. */
  @Override
  public String toString() {
    return "StoredEnrollment[" + id + " " + host.name() + " " + state + "]";
  }
}
