package dev.muster.web;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a web config that its authority may renew: one with key and certificates, and the
 * authority's own with its revocation list. A new key waits in a file beside until its certificate
 * comes; each file is written beside its place and renamed, so that whoever is killed in between
 * leaves a pair that belongs together, and the next attempt goes on from there.
 */
public final class RenewableFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RenewableFiles.class);
  private static final String WAITING = ".next";
  private static final String OWNERS = "rw-------";
  private static final String REQUESTED_BY = "exporter";

  private final IdentityFolder folder;
  private final String identity;
  private final IdentityFolder authorityFolder;
  private final String authority;

  private RenewableFiles(Path identity, Path authority) {
    this.folder = folder(identity);
    this.identity = name(identity);
    this.authorityFolder = folder(authority);
    this.authority = name(authority);
  }

  private static IdentityFolder folder(Path file) {
    var parent = file.toAbsolutePath().getParent();
    return IdentityFolder.openOrMake(parent == null ? Path.of("/") : parent);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /**
   * Those of a web config; none where key and certificate are in two files, or in none, or no
   * authority vouches for clients.
   *
   * @throws WebConfigException if it cannot be read
   */
  public static Optional<RenewableFiles> of(Path webConfig) {
    var files = WebConfigReader.tlsFiles(webConfig);
    var certificates = files.get("cert_file");
    var authorities = files.get("client_ca_file");
    return certificates == null
            || authorities == null
            || !certificates.equals(files.get("key_file"))
        ? Optional.empty()
        : Optional.of(new RenewableFiles(certificates, authorities));
  }

  /**
   * A request for a new certificate, as PEM. Its key is new, and waits; asked again before the
   * certificate came, the same key is asked for.
   *
   * @throws WebConfigException if the key cannot be kept
   */
  public String request() {
    return folder.locked(() -> {
      var keys = waiting().filter(this::isUnused).orElseGet(this::newKey);
      return Pem.text("CERTIFICATE REQUEST", CertificateRequest.of(keys, REQUESTED_BY));
    });
  }

  private KeyPair newKey() {
    var keys = SelfSigned.newKey();
    folder.replace(
        identity + WAITING,
        Pem.text(keys.getPrivate()) + Pem.text("PUBLIC KEY", keys.getPublic().getEncoded()),
        OWNERS);
    return keys;
  }

  private Optional<KeyPair> waiting() {
    try {
      return folder.text(identity + WAITING).map(text -> keys(Pem.parse("the waiting key", text)));
    } catch (WebConfigException damaged) {
      LOG.warn("msg=\"a waiting key is damaged, another is made\" file={}", identity + WAITING);
      return Optional.empty();
    }
  }

  private static KeyPair keys(Pem pem) {
    var der =
        pem.blocks().stream()
            .filter(block -> block.label().equals("PUBLIC KEY"))
            .findFirst()
            .orElseThrow(() -> new WebConfigException(pem.where() + ": no public key in it"))
            .der();
    try {
      var open = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
      return new KeyPair(open, pem.privateKey());
    } catch (GeneralSecurityException damaged) {
      throw new WebConfigException(pem.where() + ": a public key in it is damaged", damaged);
    }
  }

  /** A key that is in force waits no more: its file was to be deleted when its process ended. */
  private boolean isUnused(KeyPair keys) {
    return !current().certificate().getPublicKey().equals(keys.getPublic());
  }

  private Identity current() {
    var both = Pem.read(folder.file(identity));
    return Identity.of(both, both);
  }

  /**
   * Takes a certificate and those above it, as PEM, if they fit the waiting key and an authority of
   * the web config; the same one again changes nothing.
   *
   * @throws RenewalRefusedException if it is not taken
   * @throws WebConfigException if it cannot be kept
   */
  public void take(String chainPem) {
    var chain = certificates(chainPem);
    folder.locked(() -> {
      var before = current();
      if (!before.certificate().equals(chain.getFirst())) {
        put(before, chain);
      }
      return true;
    });
  }

  private void put(Identity before, List<X509Certificate> chain) {
    var keys =
        waiting()
            .filter(one -> one.getPublic().equals(chain.getFirst().getPublicKey()))
            .orElseThrow(() ->
                new RenewalRefusedException(
                    "the certificate fits no key that waits here; ask for a request first"));
    requireOurs(chain);
    requireSameName(before.certificate(), chain.getFirst());
    var next = new Identity(keys.getPrivate(), chain);
    folder.replace(identity, CertificateAuthority.identityPem(next), OWNERS);
    folder.delete(identity + WAITING);
    LOG.info(
        "msg=\"certificate renewed\" sha256={} ends={}",
        next.sha256(),
        next.certificate().getNotAfter().toInstant());
  }

  private static List<X509Certificate> certificates(String pem) {
    try {
      return Pem.parse("the chain", pem).certificates();
    } catch (WebConfigException damaged) {
      throw new RenewalRefusedException(String.valueOf(damaged.getMessage()), damaged);
    }
  }

  private void requireOurs(List<X509Certificate> chain) {
    var authorities = Pem.read(authorityFolder.file(authority));
    try {
      new AuthorityTrust(authorities.certificates(), authorities::revocationLists)
          .checkServerTrusted(chain.toArray(X509Certificate[]::new), "ECDHE_ECDSA");
    } catch (CertificateException refused) {
      throw new RenewalRefusedException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static void requireSameName(X509Certificate before, X509Certificate next) {
    var wanted = exporterNames(before);
    if (!wanted.isEmpty() && !exporterNames(next).equals(wanted)) {
      throw new RenewalRefusedException(
          "the certificate is for " + exporterNames(next) + ", and this is " + wanted);
    }
  }

  private static Set<String> exporterNames(X509Certificate certificate) {
    return Issued.of(certificate, null).names().stream()
        .filter(name -> name.endsWith(Issued.EXPORTER_SUFFIX))
        .collect(Collectors.toSet());
  }

  /**
   * Takes other authorities and revocation lists, as PEM, for clients; the same again changes
   * nothing.
   *
   * @param asker the chain of who brings them: it must still be let in afterwards
   * @throws RenewalRefusedException if they are not taken
   * @throws WebConfigException if they cannot be kept
   */
  public void takeAuthority(String pem, X509Certificate[] asker) {
    try {
      var next = Pem.parse("the authorities", pem);
      var authorities = next.certificates();
      var lists = next.revocationLists();
      requireAuthorities(authorities, lists);
      new AuthorityTrust(authorities, () -> lists).checkClientTrusted(asker, "UNKNOWN");
    } catch (WebConfigException damaged) {
      throw new RenewalRefusedException(String.valueOf(damaged.getMessage()), damaged);
    } catch (CertificateException refused) {
      throw new RenewalRefusedException(
          "who brings these authorities would not be let in by them: " + refused.getMessage(),
          refused);
    }
    authorityFolder.locked(() -> {
      if (!authorityFolder.text(authority).equals(Optional.of(pem))) {
        authorityFolder.replace(authority, pem);
        LOG.info("msg=\"authority and revocation list renewed\" file={}", authority);
      }
      return true;
    });
  }

  private static void requireAuthorities(List<X509Certificate> all, List<X509CRL> lists) {
    if (all.stream().anyMatch(one -> one.getBasicConstraints() < 0)) {
      throw new RenewalRefusedException("a certificate among the authorities is not one of them");
    }
    if (!lists.stream().allMatch(list -> RevocationLists.isSigned(list, all))) {
      throw new RenewalRefusedException("a revocation list is signed by none of the authorities");
    }
  }
}
