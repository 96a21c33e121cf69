package dev.muster.web;

import java.math.BigInteger;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet's own certificate authority, kept in a folder: {@code ca.pem} and {@code ca.key} (EC
 * P-256, 20 years, made at the first start, or brought along by the owner), every certificate it
 * issued in {@code issued.pem}, its revocation list in {@code revoked.pem}. What another process
 * changes in the folder counts here at once. An authority brought along without its key issues
 * nothing: only certificates that were brought along with it are used.
 */
public final class CertificateAuthority {
  /** How long what is issued lives, unless another life is wanted: within Apple's 825 days. */
  public static final Duration USUAL_LIFE = Duration.ofDays(824);

  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);
  private static final String AUTHORITY = "ca";
  private static final String COMMON_NAME = "Muster authority ";
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(7305);
  private static final int MAX_NAME = 100;

  /** Of its life a certificate's start is put back, an hour at most. */
  private static final int PUT_BACK = 10;

  private final IdentityFolder folder;
  private final Authority authority;
  private final InstantSource clock;
  private final Duration life;
  private final IssuedCertificates issued;
  private final Revocations revocations;

  private CertificateAuthority(
      IdentityFolder folder, Authority authority, InstantSource clock, Duration life) {
    this.folder = folder;
    this.authority = authority;
    this.clock = clock;
    this.life = life;
    this.issued = new IssuedCertificates(folder);
    this.revocations = new Revocations(folder);
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
    return openOrMake(folder, clock, USUAL_LIFE);
  }

  /**
   * Likewise, with another clock and another life of what is issued.
   *
   * @throws WebConfigException if the folder cannot be written or its files are damaged
   */
  public static CertificateAuthority openOrMake(Path folder, InstantSource clock, Duration life) {
    var identities = IdentityFolder.openOrMake(folder);
    var authority = Authority.readOrMake(identities, AUTHORITY, () -> make(identities, clock));
    var opened = new CertificateAuthority(identities, authority, clock, life);
    identities.locked(() -> opened.clean());
    return opened;
  }

  private static Identity make(IdentityFolder identities, InstantSource clock) {
    var id = new byte[4];
    new SecureRandom().nextBytes(id);
    var now = clock.instant();
    var keys = SelfSigned.newKey();
    var wish =
        new Issuing.Wish(
            COMMON_NAME + HexFormat.of().formatHex(id),
            keys.getPublic(),
            now.minus(SelfSigned.CLOCK_SKEW),
            now.plus(AUTHORITY_LIFE));
    var made = new Identity(keys.getPrivate(), List.of(Issuing.authority(wish, keys.getPrivate())));
    identities.write(AUTHORITY, Pem.text(keys.getPrivate()), Pem.text(made.certificate()));
    LOG.info("msg=\"made the fleet's certificate authority\" file={}", identities.file("ca.pem"));
    return made;
  }

  /** Whether an authority's certificate is one that was made here. */
  static boolean isMadeHere(X509Certificate certificate) {
    return Issued.commonName(certificate).startsWith(COMMON_NAME);
  }

  private boolean clean() {
    issued.prune(clock.instant());
    return true;
  }

  public X509Certificate certificate() {
    return authority.certificate();
  }

  /** The authority as PEM, and its revocation list behind it where there is one. */
  public String authorityPem() {
    return Pem.text(certificate()) + revocationListPem();
  }

  /** The revocation list as PEM; "" while nothing was revoked. */
  public String revocationListPem() {
    return revocations.pem();
  }

  /** The revocation list; empty while nothing was revoked. */
  public Optional<X509CRL> revocationList() {
    return revocations.list();
  }

  /** Trusts what this authority issued and has not revoked, at each handshake as it is then. */
  public X509TrustManager trust() {
    return new AuthorityTrust(List.of(certificate()), () -> revocationList().stream().toList());
  }

  /**
   * A server's identity kept in the authority's folder as {@code NAME.pem} and {@code NAME.key};
   * issued anew where there is none, where it ends within a third of its life, where it is not
   * ours, was revoked, or where a wanted name is missing.
   *
   * @param hosts DNS names and IP addresses for the subject alternative names
   * @throws IllegalArgumentException if the name or a host cannot stand in a certificate
   * @throws WebConfigException if it cannot be issued
   */
  public Identity issueServer(String name, List<String> hosts) {
    return issue(name, CertificateNames.server(hosts), Issued.Kind.SERVER);
  }

  /**
   * A client's identity, likewise. Its only alternative name is {@code NAME.client.muster.invalid},
   * so that it passes for no server.
   */
  public Identity issueClient(String name) {
    return issue(name, CertificateNames.client(name), Issued.Kind.CLIENT);
  }

  private Identity issue(String name, List<String> names, Issued.Kind kind) {
    requireOther(name);
    return folder.locked(() ->
        kept(name)
            .filter(identity -> stillGood(identity, names))
            .map(this::remembered)
            .orElseGet(() -> make(name, names, kind)));
  }

  private static void requireOther(String name) {
    if (name.equals(AUTHORITY)) {
      throw new IllegalArgumentException("'ca' is the authority's own name; choose another");
    }
  }

  private Identity remembered(Identity identity) {
    issued.remember(identity.certificate());
    return identity;
  }

  /**
   * Issues an identity of this folder anew, with the names it has.
   *
   * @throws WebConfigException if there is none of that name
   */
  public Identity renew(String name) {
    requireOther(name);
    return folder.locked(() -> {
      var before =
          folder
              .read(name)
              .orElseThrow(() ->
                  new WebConfigException(folder.file(name + ".pem") + ": there is no such file"));
      var old = Issued.of(before.certificate(), null);
      return make(name, old.names(), old.kind());
    });
  }

  private Optional<Identity> kept(String name) {
    try {
      return folder.read(name);
    } catch (WebConfigException damaged) {
      if (isUnreadNow(damaged.getCause())) {
        throw damaged;
      }
      LOG.warn(
          "msg=\"issuing a certificate anew\" name={} because=\"{}\"", name, damaged.getMessage());
      return Optional.empty();
    }
  }

  /** Whether the file may be good all the same, as when too many files are open. */
  private static boolean isUnreadNow(@Nullable Throwable cause) {
    return cause instanceof FileSystemException
        && !(cause instanceof NoSuchFileException)
        && !(cause instanceof AccessDeniedException);
  }

  private boolean stillGood(Identity identity, List<String> names) {
    var certificate = identity.certificate();
    try {
      certificate.verify(certificate().getPublicKey());
      var now = clock.instant();
      if (revocations.revokedAt(certificate.getSerialNumber()) != null) {
        return false;
      }
      return authority.signs()
          ? now.isBefore(renewal(certificate))
              && AlternativeNames.of(certificate).containsAll(names)
          : now.isBefore(certificate.getNotAfter().toInstant());
    } catch (GeneralSecurityException notOurs) {
      return false;
    }
  }

  /** When a certificate is to be renewed: at two thirds of its life. */
  public static Instant renewal(X509Certificate certificate) {
    return renewal(certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }

  static Instant renewal(Instant start, Instant end) {
    return end.minus(Duration.between(start, end).dividedBy(3));
  }

  private Identity make(String name, List<String> names, Issued.Kind kind) {
    var keys = SelfSigned.newKey();
    var made = certificate(name, keys.getPublic(), names, kind);
    var identity = new Identity(keys.getPrivate(), authority.under(made));
    folder.write(name, Pem.text(keys.getPrivate()), Pem.text(identity.chain()));
    return identity;
  }

  /** Signs, and keeps what was signed before anybody has it. */
  private X509Certificate certificate(
      String name, PublicKey key, List<String> names, Issued.Kind kind) {
    var signer = authority.signer(name);
    var now = clock.instant();
    var back = life.dividedBy(PUT_BACK);
    var start = now.minus(back.compareTo(SelfSigned.CLOCK_SKEW) < 0 ? back : SelfSigned.CLOCK_SKEW);
    var authorityEnd = certificate().getNotAfter().toInstant();
    var end = now.plus(life);
    var wish = new Issuing.Wish(name, key, start, end.isBefore(authorityEnd) ? end : authorityEnd);
    var made = Issuing.certificate(wish, names, kind, signer);
    issued.add(made);
    LOG.info("msg=\"issued a certificate\" name=\"{}\" for={}", Refusal.plain(name), names);
    return made;
  }

  /**
   * An exporter's identity with a fresh key, which is not kept here.
   *
   * @param client its name in the fleet, by which the scraper knows it too
   * @param hosts DNS names and IP addresses it is reached at
   * @throws IllegalArgumentException if a name cannot stand in a certificate
   * @throws WebConfigException if it cannot be issued
   */
  public Identity issueExporter(String client, List<String> hosts) {
    var keys = SelfSigned.newKey();
    return new Identity(keys.getPrivate(), chain(client, hosts, keys.getPublic()));
  }

  /**
   * The chain of certificates for an exporter that made its own key. Asked twice for the same key
   * it answers the same, while that is not yet to be renewed.
   *
   * @param pkcs10 the request, DER or PEM; its key alone counts
   * @throws IllegalArgumentException if the request or a name cannot be used
   * @throws WebConfigException if it cannot be issued
   */
  public List<X509Certificate> sign(byte[] pkcs10, String client, List<String> hosts) {
    var key = SigningRequest.key(pkcs10);
    var names = CertificateNames.exporter(client, hosts);
    return again(key, client, names).orElseGet(() -> chain(client, hosts, key));
  }

  /**
   * SHA-256 of the public key that a request is for, whose sender has the private one.
   *
   * @param pkcs10 DER or PEM
   * @return 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException if the request cannot be used
   */
  public static String keySha256(byte[] pkcs10) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(SigningRequest.key(pkcs10).getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private Optional<List<X509Certificate>> again(PublicKey key, String client, List<String> names) {
    return issued.of(key, clock.instant()).stream()
        .filter(one -> Issued.commonName(one).equals(client))
        .filter(one -> clock.instant().isBefore(renewal(one)))
        .filter(one -> revocations.revokedAt(one.getSerialNumber()) == null)
        .filter(one -> List.copyOf(Issued.of(one, null).names()).equals(names))
        .map(authority::under)
        .findFirst();
  }

  private List<X509Certificate> chain(String client, List<String> hosts, PublicKey key) {
    if (client.isBlank() || client.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "a client's name in a certificate has 1 to " + MAX_NAME + " characters");
    }
    var names = CertificateNames.exporter(client, hosts);
    return folder.locked(
        () -> authority.under(certificate(client, key, names, Issued.Kind.EXPORTER)));
  }

  /** Everything that was issued and has not ended long ago, oldest first. */
  public List<Issued> issued() {
    return issued.all().stream()
        .map(one -> Issued.of(one, revocations.revokedAt(one.getSerialNumber())))
        .toList();
  }

  /**
   * Revokes for good; without effect where it is revoked already.
   *
   * @throws IllegalArgumentException if nothing with that serial number was issued
   * @throws WebConfigException if the list cannot be signed or written
   */
  public void revoke(BigInteger serial) {
    folder.locked(() -> {
      var name =
          issued.all().stream()
              .filter(one -> one.getSerialNumber().equals(serial))
              .map(Issued::commonName)
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "no certificate with the serial number "
                          + serial.toString(16)
                          + " was issued"));
      revocations.add(serial, clock.instant(), authority.signer(name));
      LOG.info(
          "msg=\"revoked a certificate\" name=\"{}\" serial={}",
          Refusal.plain(name),
          serial.toString(16));
      return true;
    });
  }

  /** Whether this authority issued a certificate and revoked it. */
  public boolean isRevoked(X509Certificate certificate) {
    return revocationList().map(list -> list.isRevoked(certificate)).orElse(false);
  }

  /** How long what is issued lives. */
  public Duration life() {
    return life;
  }

  /** Whether this authority issued a certificate. */
  public boolean isOurs(X509Certificate certificate) {
    try {
      certificate.verify(certificate().getPublicKey());
      return true;
    } catch (GeneralSecurityException notOurs) {
      return false;
    }
  }

  /** Key and chain in one text, as an exporter keeps them in one file. */
  public static String identityPem(Identity identity) {
    return Pem.text(identity.key()) + Pem.text(identity.chain());
  }

  /** A chain of certificates as PEM. */
  public static String chainPem(List<X509Certificate> chain) {
    return Pem.text(chain);
  }

  /** The names of the identities that are kept beside the authority. */
  public List<String> identities() {
    return folder.names().filter(name -> !name.equals(AUTHORITY)).toList();
  }
}
