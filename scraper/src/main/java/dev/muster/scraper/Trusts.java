package dev.muster.scraper;

import dev.muster.fleet.Client.ExporterAccess;
import dev.muster.web.Identity;
import dev.muster.web.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose certificates are trusted; clients that trust the same share a TLS context. */
final class Trusts {
  private static final Logger log = LoggerFactory.getLogger(Trusts.class);

  record Trust(X509TrustManager manager, SSLContext context) {
    SSLSocketFactory sockets() {
      return context.getSocketFactory();
    }
  }

  /** A file is read again once it has changed and the fleet is set again. */
  private record Kind(
      @Nullable String sha256, @Nullable String caFile, long modifiedMillis, boolean verified) {}

  private final X509TrustManager authority;
  private final @Nullable Supplier<Identity> identity;
  private final InstantSource clock;
  private final Map<Kind, Trust> known = new ConcurrentHashMap<>();

  Trusts(X509TrustManager authority, @Nullable Supplier<Identity> identity, InstantSource clock) {
    this.authority = authority;
    this.identity = identity;
    this.clock = clock;
  }

  Trust of(ExporterAccess access) {
    @Nullable String caFile = access.caFile();
    long modified = caFile == null ? 0 : Path.of(caFile).toFile().lastModified();
    var kind = new Kind(access.certificateSha256(), caFile, modified, access.verified());
    return known.computeIfAbsent(kind, this::trust);
  }

  private Trust trust(Kind kind) {
    var manager = kind.verified() ? verifying(kind) : new Anybody();
    return new Trust(
        manager, identity == null ? Tls.context(null, manager) : Tls.live(identity, manager));
  }

  /** Whether a client is trusted by the fleet's own authority. */
  static boolean isFleets(ExporterAccess access) {
    return access.verified() && access.certificateSha256() == null && access.caFile() == null;
  }

  /** Goes on with no session of before, in which another identity was shown. */
  void forgetSessions() {
    for (var trust : known.values()) {
      var sessions = trust.context().getClientSessionContext();
      for (byte[] id : Collections.list(sessions.getIds())) {
        var session = sessions.getSession(id);
        if (session != null) {
          session.invalidate();
        }
      }
    }
  }

  private X509TrustManager verifying(Kind kind) {
    if (kind.sha256() != null) {
      return ExplainingTrust.pinned(Tls.pinned(kind.sha256()), clock);
    }
    return kind.caFile() == null
        ? ExplainingTrust.ofFleet(authority, clock)
        : ExplainingTrust.ofFile(Tls.trusting(authorities(kind.caFile())), clock);
  }

  /** The fleet file's reader saw that it is good; one gone bad since trusts nobody. */
  private static List<X509Certificate> authorities(String file) {
    try (var pem = Files.newInputStream(Path.of(file))) {
      return CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (IOException | CertificateException e) {
      log.warn(
          "msg=\"authorities cannot be read, so none is trusted\" file={} reason={}",
          Wording.quoted(file),
          Wording.quoted(Wording.foreign(String.valueOf(e.getMessage()))));
      return List.of();
    }
  }

  /** Trusts every certificate, where the fleet file says so of a client. */
  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("not for clients");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      // whoever it is
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
