package dev.muster.rollout.certificate;

import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Issued;
import dev.muster.web.WebConfigException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The steps that give an exporter a new certificate: it makes a key and asks for a certificate, the
 * authority signs, it takes what was signed. Each may be done again: the exporter asks for the same
 * key until its certificate came, the authority answers the same for the same key.
 */
public final class ExporterRenewal {
  private static final String REQUEST = "/-/certificate/request";
  private static final String CERTIFICATE = "/-/certificate";
  private static final String AUTHORITY = "/-/authority";
  private static final String RESERVED = ".muster.invalid";
  private static final int MAX_HOSTS = 50;
  private static final int MAX_SHOWN = 300;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  private final CertificateAuthority authority;
  private final ExporterDoor door;

  public ExporterRenewal(CertificateAuthority authority, ExporterDoor door) {
    this.authority = authority;
    this.door = door;
  }

  /**
   * Renews.
   *
   * @param before the certificate it shows; its names are kept but those of other clients. null
   *     where that is not known
   * @return the certificate that is in force from the next connection
   * @throws RenewalException if any step fails
   */
  public X509Certificate renew(Client client, Fleet fleet, @Nullable X509Certificate before) {
    var request = door.call(client, "POST", REQUEST, "");
    require(request);
    var chain = sign(client, hosts(client, fleet, before), request.text());
    require(door.call(client, "PUT", CERTIFICATE, CertificateAuthority.chainPem(chain)));
    return chain.getFirst();
  }

  private List<X509Certificate> sign(Client client, List<String> hosts, String request) {
    try {
      return authority.sign(request.getBytes(StandardCharsets.UTF_8), client.name(), hosts);
    } catch (IllegalArgumentException | WebConfigException e) {
      throw new RenewalException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Brings an exporter the authority with its revocation list.
   *
   * @throws RenewalException if it does not take them
   */
  public void bringList(Client client, String authorityPem) {
    require(door.call(client, "PUT", AUTHORITY, authorityPem));
  }

  private static void require(ExporterDoor.Reply reply) {
    switch (reply.status()) {
      case 200 -> {}
      case 404, 405 ->
          throw new RenewalException(
              "its exporter does not renew certificates ("
                  + shown(reply)
                  + "); install it with muster rollout or muster enroll, or renew its certificate"
                  + " where it came from",
              true);
      default ->
          throw new RenewalException(
              "its exporter answered with status " + reply.status() + ": " + shown(reply), false);
    }
  }

  private static String shown(ExporterDoor.Reply reply) {
    var line = CONTROL.matcher(reply.text()).replaceAll(" ").strip();
    return line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "…" : line;
  }

  private static List<String> hosts(Client client, Fleet fleet, @Nullable X509Certificate before) {
    var others = new HashSet<String>();
    for (var other : fleet.clients()) {
      if (!other.name().equals(client.name())) {
        others.add(other.name().toLowerCase(Locale.ROOT));
        others.add(other.ip().toLowerCase(Locale.ROOT));
      }
    }
    others.add(client.name().toLowerCase(Locale.ROOT));
    others.remove(client.ip().toLowerCase(Locale.ROOT));
    var hosts = new LinkedHashSet<String>();
    hosts.add(client.ip());
    names(before)
        .filter(name -> !others.contains(name) && !name.endsWith(RESERVED) && !name.contains("*"))
        .limit(MAX_HOSTS)
        .forEach(hosts::add);
    return List.copyOf(hosts);
  }

  private static Stream<String> names(@Nullable X509Certificate before) {
    return before == null ? Stream.of() : Issued.read(before).names().stream();
  }
}
