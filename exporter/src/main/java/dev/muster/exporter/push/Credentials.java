package dev.muster.exporter.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.exporter.push.PushSettings.Access;
import dev.muster.push.LogIn;
import dev.muster.web.Identity;
import dev.muster.web.Tls;
import dev.muster.web.WebConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens, passwords and certificates from their files. They are read again when one of the files
 * has changed; if they cannot be used then, the last ones stay.
 */
final class Credentials {
  private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);
  private static final int MAX_SECRET = 16 << 10;
  private static final int MAX_AUTHORITIES = 4 << 20;

  private final Access access;
  private List<String> stamps;
  private LogIn ready;

  private Credentials(Access access, List<String> stamps, LogIn ready) {
    this.access = access;
    this.stamps = stamps;
    this.ready = ready;
  }

  /**
   * Reads them.
   *
   * @throws PushException if a file cannot be used
   * @throws WebConfigException if certificate or key cannot be used
   */
  static Credentials open(Access access) {
    return new Credentials(access, stamps(access), read(access));
  }

  /** What the files say now. */
  LogIn current() {
    List<String> now = stamps(access);
    if (!now.equals(stamps)) {
      stamps = now;
      try {
        ready = read(access);
        LOG.info("msg=\"push credentials in force\"");
      } catch (PushException | WebConfigException e) {
        LOG.warn(
            "msg=\"changed push credentials cannot be used, the last ones stay\" reason=\"{}\"",
            e.getMessage());
      }
    }
    return ready;
  }

  private static List<String> stamps(Access access) {
    return Stream.of(
            access.tokenFile(),
            access.certFile(),
            access.keyFile(),
            access.caFile(),
            access.passwordFile())
        .filter(Objects::nonNull)
        .map(Credentials::stamp)
        .toList();
  }

  private static String stamp(Path file) {
    try {
      return Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException e) {
      return "none";
    }
  }

  private static LogIn read(Access access) {
    Identity identity =
        access.certFile() == null || access.keyFile() == null
            ? null
            : Identity.read(access.certFile(), access.keyFile());
    var sockets = Tls.context(identity, trust(access.caFile())).getSocketFactory();
    if (access.tokenFile() != null) {
      String token = secret("--push.token-file", access.tokenFile());
      return new LogIn(sockets, "Bearer " + token, token);
    }
    if (access.username() != null && access.passwordFile() != null) {
      String password = secret("--push.password-file", access.passwordFile());
      byte[] pair = (access.username() + ":" + password).getBytes(UTF_8);
      return new LogIn(sockets, "Basic " + Base64.getEncoder().encodeToString(pair), password);
    }
    return new LogIn(sockets, null, "");
  }

  private static String secret(String flag, Path file) {
    String secret = new String(read(flag, file, MAX_SECRET), UTF_8).strip();
    if (secret.isEmpty() || secret.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new PushException("%s: %s must hold one line and nothing else.".formatted(flag, file));
    }
    return secret;
  }

  private static byte[] read(String flag, Path file, int most) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new PushException(
            "%s: %s is longer than %d bytes; is it the right file?".formatted(flag, file, most));
      }
      return bytes;
    } catch (IOException e) {
      throw new PushException(
          "%s: %s cannot be read (%s).".formatted(flag, file, e.getClass().getSimpleName()), e);
    }
  }

  private static X509TrustManager trust(@Nullable Path authorities) {
    try {
      return authorities == null ? javasOwn() : Tls.trusting(certificates(authorities));
    } catch (GeneralSecurityException e) {
      throw new PushException(
          "--push.ca-file: %s holds no certificates in PEM form.".formatted(authorities), e);
    }
  }

  private static List<X509Certificate> certificates(Path file) throws GeneralSecurityException {
    byte[] pem = read("--push.ca-file", file, MAX_AUTHORITIES);
    List<X509Certificate> all = new ArrayList<>();
    for (var each :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem))) {
      all.add((X509Certificate) each);
    }
    if (all.isEmpty()) {
      throw new GeneralSecurityException("empty");
    }
    return all;
  }

  private static X509TrustManager javasOwn() throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    for (TrustManager each : factory.getTrustManagers()) {
      if (each instanceof X509TrustManager certificates) {
        return certificates;
      }
    }
    throw new GeneralSecurityException("this Java knows no authorities");
  }
}
