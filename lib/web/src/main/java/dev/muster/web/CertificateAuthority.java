package dev.muster.web;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.tls.HeldCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet's own certificate authority (EC P-256, 20 years), kept in a folder as ca.pem and
 * ca.key. What it issues lives 825 days.
 */
public final class CertificateAuthority {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);
  private static final String AUTHORITY = "ca";
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(7305);
  private static final Duration ISSUED_LIFE = Duration.ofDays(824);
  private static final int MAX_HOSTS = 200;
  private static final Pattern HOST = Pattern.compile("[\\w*.:-]{1,253}");

  private final IdentityFolder folder;
  private final Identity authority;
  private final InstantSource clock;

  private CertificateAuthority(IdentityFolder folder, Identity authority, InstantSource clock) {
    this.folder = folder;
    this.authority = authority;
    this.clock = clock;
  }

  /**
   * Opens the authority in a folder; makes it (folder 0700, key 0600) at the first start.
   *
   * @throws WebConfigException if the folder cannot be written or its files are damaged
   */
  public static CertificateAuthority openOrMake(Path folder) {
    return openOrMake(folder, InstantSource.system());
  }

  static CertificateAuthority openOrMake(Path folder, InstantSource clock) {
    var identities = IdentityFolder.openOrMake(folder);
    var authority = identities.readOrMake(AUTHORITY, () -> make(identities, folder, clock));
    if (authority.certificate().getBasicConstraints() < 0) {
      throw new WebConfigException(
          folder.resolve("ca.pem") + ": not the certificate of an authority");
    }
    return new CertificateAuthority(identities, authority, clock);
  }

  private static Identity make(IdentityFolder identities, Path folder, InstantSource clock) {
    var id = new byte[4];
    new SecureRandom().nextBytes(id);
    var now = clock.instant();
    var made =
        Issuing.certificate(
                "Muster authority " + HexFormat.of().formatHex(id), now, now.plus(AUTHORITY_LIFE))
            .certificateAuthority(0)
            .build();
    identities.write(AUTHORITY, made.privateKeyPkcs8Pem(), made.certificatePem());
    LOG.info("msg=\"made the fleet's certificate authority\" file={}", folder.resolve("ca.pem"));
    return Issuing.identity(made);
  }

  public X509Certificate certificate() {
    return authority.certificate();
  }

  /**
   * A server's (and client's) identity kept in the authority's folder as {@code NAME.pem} and
   * {@code NAME.key}; issued anew where there is none, where it ends within a third of its life,
   * where it is not ours, or where a wanted name is missing.
   *
   * @param hosts DNS names and IP addresses for the subject alternative names
   * @throws IllegalArgumentException if the name or a host cannot stand in a certificate
   */
  public Identity issueServer(String name, List<String> hosts) {
    if (hosts.isEmpty() || hosts.size() > MAX_HOSTS) {
      throw new IllegalArgumentException(
          "a server's certificate needs 1 to " + MAX_HOSTS + " names, not " + hosts.size());
    }
    for (var host : hosts) {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "'" + host + "' is neither a DNS name nor an IP address");
      }
    }
    return issue(name, hosts.stream().map(CertificateAuthority::plain).distinct().toList());
  }

  /**
   * A client's identity, likewise. Its only alternative name is {@code NAME.client.muster.invalid},
   * so that it passes for no server.
   */
  public Identity issueClient(String name) {
    return issue(name, List.of(plain(name + ".client.muster.invalid")));
  }

  private Identity issue(String name, List<String> names) {
    if (name.equals(AUTHORITY)) {
      throw new IllegalArgumentException("'ca' is the authority's own name; choose another");
    }
    return folder.locked(() ->
        kept(name)
            .filter(identity -> stillGood(identity, names))
            .orElseGet(() -> make(name, names)));
  }

  private Optional<Identity> kept(String name) {
    try {
      return folder.read(name);
    } catch (WebConfigException damaged) {
      LOG.warn(
          "msg=\"issuing a certificate anew\" name={} because=\"{}\"", name, damaged.getMessage());
      return Optional.empty();
    }
  }

  private boolean stillGood(Identity identity, List<String> names) {
    var certificate = identity.certificate();
    try {
      certificate.verify(certificate().getPublicKey());
      return clock.instant().isBefore(renewal(certificate))
          && AlternativeNames.of(certificate).containsAll(names);
    } catch (GeneralSecurityException notOurs) {
      return false;
    }
  }

  private static Instant renewal(X509Certificate certificate) {
    var start = certificate.getNotBefore().toInstant();
    var end = certificate.getNotAfter().toInstant();
    return end.minus(Duration.between(start, end).dividedBy(3));
  }

  private static String plain(String host) {
    return AlternativeNames.plain(host.toLowerCase(Locale.ROOT));
  }

  private Identity make(String name, List<String> names) {
    var now = clock.instant();
    var authorityEnd = certificate().getNotAfter().toInstant();
    var end = now.plus(ISSUED_LIFE);
    var signer =
        new HeldCertificate(
            new KeyPair(certificate().getPublicKey(), authority.key()), certificate());
    var made =
        Issuing.names(
                Issuing.certificate(name, now, end.isBefore(authorityEnd) ? end : authorityEnd),
                names)
            .signedBy(signer)
            .build();
    folder.write(name, made.privateKeyPkcs8Pem(), made.certificatePem() + signer.certificatePem());
    LOG.info("msg=\"issued a certificate\" name={} for={}", name, names);
    return new Identity(made.keyPair().getPrivate(), List.of(made.certificate(), certificate()));
  }
}
