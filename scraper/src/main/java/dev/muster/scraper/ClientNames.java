package dev.muster.scraper;

import dev.muster.fleet.Client;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Takes a certificate for a client's if one of its subject alternative names is the client's
 * address or its name in the fleet. The name counts so that a client may change its address without
 * a new certificate: the fleet's authority, which alone is trusted here, gives a name only to the
 * client that bears it. Of another authority, which gives names to others too, only the address
 * counts. A pinned certificate may have any name.
 */
record ClientNames(String address, String name, boolean anyName) implements HostnameVerifier {
  private static final int DNS = 2;
  private static final int IP = 7;

  static ClientNames of(Client client) {
    var access = client.exporter();
    boolean anyName = access.certificateSha256() != null || !access.verified();
    String name = access.caFile() == null ? client.name() : client.ip();
    return new ClientNames(client.ip(), name, anyName);
  }

  @Override
  public boolean verify(String host, SSLSession session) {
    if (anyName) {
      return true;
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          && names(certificate);
    } catch (SSLPeerUnverifiedException | CertificateParsingException _) {
      return false;
    }
  }

  private boolean names(X509Certificate certificate) throws CertificateParsingException {
    var alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives == null) {
      return false;
    }
    return alternatives.stream()
        .anyMatch(entry -> names((Integer) entry.get(0), String.valueOf(entry.get(1))));
  }

  private boolean names(int kind, String value) {
    return switch (kind) {
      case DNS -> value.equalsIgnoreCase(address) || value.equalsIgnoreCase(name);
      case IP -> isSameAddress(value, address) || isSameAddress(value, name);
      default -> false;
    };
  }

  private static boolean isSameAddress(String left, String right) {
    @Nullable InetAddress address = literal(left);
    return address != null && address.equals(literal(right));
  }

  private static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
