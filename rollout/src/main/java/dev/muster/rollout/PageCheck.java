package dev.muster.rollout;

import dev.muster.fleet.Client;
import dev.muster.fleet.Via;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Asks a client's exporter for its page as the scraper will: with its certificate, over TLS, at the
 * client's address or through SSH.
 */
final class PageCheck {
  private static final Duration ONE_TRY = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final int DNS = 2;
  private static final int IP = 7;

  private final SSLContext scraper;
  private final Duration patience;

  /**
   * One that waits.
   *
   * @param patience how long it may take until the page is there
   */
  PageCheck(SSLContext scraper, Duration patience) {
    this.scraper = scraper;
    this.patience = patience;
  }

  /**
   * Asks until it answers.
   *
   * @return "" where it did, else why not
   * @throws SshException if the connection that it is asked through is lost
   */
  String await(Client client, SshConnection connection) throws SshException, InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    String last = once(client, connection);
    while (!last.isEmpty() && System.nanoTime() < until) {
      Thread.sleep(PAUSE);
      last = once(client, connection);
    }
    return last;
  }

  /** Asks once. */
  String once(Client client, SshConnection connection) throws SshException {
    if (client.exporter().via() == Via.DIRECT) {
      return ask(client, client.instance());
    }
    try (var forward = new Forward(connection, client.exporter().port())) {
      return ask(client, forward.address());
    } catch (IOException e) {
      return reason(e);
    }
  }

  private String ask(Client client, String address) {
    try {
      var url = URI.create("https://" + address + client.exporter().path()).toURL();
      var asked = (HttpsURLConnection) url.openConnection();
      asked.setSSLSocketFactory(scraper.getSocketFactory());
      asked.setHostnameVerifier((host, session) -> names(session, client));
      asked.setConnectTimeout(Math.toIntExact(ONE_TRY.toMillis()));
      asked.setReadTimeout(Math.toIntExact(ONE_TRY.toMillis()));
      try (var in = asked.getResponseCode() == 200 ? asked.getInputStream() : null) {
        return in == null
            ? "it answers with status " + asked.getResponseCode()
            : in.readNBytes(64).length == 0 ? "its page is empty" : "";
      } finally {
        asked.disconnect();
      }
    } catch (IOException e) {
      return reason(e);
    }
  }

  private static String reason(IOException e) {
    String said = e.getMessage();
    return said == null ? e.getClass().getSimpleName() : said;
  }

  private static boolean names(SSLSession session, Client client) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          && names(certificate, client);
    } catch (SSLPeerUnverifiedException nobody) {
      return false;
    }
  }

  /** Whether a certificate has the client's address or name, as the scraper wants it. */
  static boolean names(X509Certificate certificate, Client client) {
    try {
      var alternatives = certificate.getSubjectAlternativeNames();
      return alternatives != null
          && alternatives.stream()
              .anyMatch(entry -> is((Integer) entry.get(0), String.valueOf(entry.get(1)), client));
    } catch (CertificateParsingException damaged) {
      return false;
    }
  }

  private static boolean is(int kind, String value, Client client) {
    return switch (kind) {
      case DNS -> value.equalsIgnoreCase(client.ip()) || value.equalsIgnoreCase(client.name());
      case IP -> isSameAddress(value, client.ip());
      default -> false;
    };
  }

  private static boolean isSameAddress(String left, String right) {
    try {
      return InetAddress.ofLiteral(left).equals(InetAddress.ofLiteral(right));
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }
}
