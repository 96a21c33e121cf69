package dev.muster.alertbridge;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS sockets that check the server's certificate and that it is for the host that was asked for,
 * by name or by IP address. (The mail library's own host check knows no IP addresses.)
 */
final class VerifiedTls extends SSLSocketFactory {
  private final SSLSocketFactory sockets;

  private VerifiedTls(SSLSocketFactory sockets) {
    this.sockets = sockets;
  }

  /**
   * A factory that trusts the JDK's authorities and those in a PEM file.
   *
   * @throws IllegalArgumentException if the file cannot be read or holds no certificate
   */
  static VerifiedTls trusting(@Nullable Path authorities) {
    return new VerifiedTls(context(authorities).getSocketFactory());
  }

  /**
   * What checks certificates alone, for those who check hosts themselves.
   *
   * @throws IllegalArgumentException if the file cannot be read or holds no certificate
   */
  static SSLContext context(@Nullable Path authorities) {
    try {
      var context = SSLContext.getInstance("TLS");
      var own = trust(null);
      if (authorities != null) {
        own = trust(keyStore(own, authorities));
      }
      context.init(null, new X509TrustManager[] {own}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "cannot take authorities from " + authorities + ": " + e.getMessage(), e);
    }
  }

  private static X509TrustManager trust(@Nullable KeyStore store) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (var manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("the JDK has no X.509 trust manager");
  }

  private static KeyStore keyStore(X509TrustManager own, Path authorities)
      throws GeneralSecurityException, IOException {
    var certificates = new ArrayList<>(List.of(own.getAcceptedIssuers()));
    try (InputStream pem = Files.newInputStream(authorities)) {
      var read = CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (read.isEmpty()) {
        throw new CertificateException("no certificate in it");
      }
      read.forEach(certificate -> certificates.add((X509Certificate) certificate));
    }
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("authority-" + i, certificates.get(i));
    }
    return store;
  }

  private static Socket verified(Socket socket) {
    var tls = (SSLSocket) socket;
    var parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    return tls;
  }

  @Override
  public Socket createSocket() throws IOException {
    return verified(sockets.createSocket());
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return verified(sockets.createSocket(socket, host, port, autoClose));
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return verified(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return verified(sockets.createSocket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return verified(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return verified(sockets.createSocket(host, port, local, localPort));
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return sockets.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return sockets.getSupportedCipherSuites();
  }
}
