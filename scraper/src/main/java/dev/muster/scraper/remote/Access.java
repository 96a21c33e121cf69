package dev.muster.scraper.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.fleet.RemoteWrite;
import dev.muster.push.LogIn;
import dev.muster.web.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A receiver's log-in, and the authorities that vouch for it; a file of these is read anew when it
 * changed.
 */
final class Access implements Supplier<LogIn> {
  private static final Logger LOG = LoggerFactory.getLogger(Access.class);

  private final RemoteWrite settings;
  private @Nullable LogIn known;
  private long knownModified;

  Access(RemoteWrite settings) {
    this.settings = settings;
  }

  @Override
  public LogIn get() {
    var file = settings.caFile();
    long modified = file == null ? 0 : file.toFile().lastModified();
    var logIn = known;
    if (logIn == null || modified != knownModified) {
      logIn = logIn(sockets(file));
      known = logIn;
      knownModified = modified;
    }
    return logIn;
  }

  private LogIn logIn(SSLSocketFactory sockets) {
    var token = settings.token();
    if (token != null) {
      return new LogIn(sockets, "Bearer " + token.value(), token.value());
    }
    var password = settings.password();
    if (password != null) {
      byte[] pair = (settings.username() + ":" + password.value()).getBytes(UTF_8);
      var basic = "Basic " + Base64.getEncoder().encodeToString(pair);
      return new LogIn(sockets, basic, password.value());
    }
    return new LogIn(sockets, null, "");
  }

  /** The fleet file's reader saw that the file is good; one gone bad since trusts nobody. */
  private static SSLSocketFactory sockets(@Nullable Path authorities) {
    if (authorities == null) {
      return HttpsURLConnection.getDefaultSSLSocketFactory();
    }
    return Tls.context(null, Tls.trusting(certificates(authorities))).getSocketFactory();
  }

  private static List<X509Certificate> certificates(Path file) {
    try (var pem = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (IOException | CertificateException e) {
      LOG.warn("msg=\"authorities cannot be read, so none is trusted\" file={}", file);
      return List.of();
    }
  }
}
