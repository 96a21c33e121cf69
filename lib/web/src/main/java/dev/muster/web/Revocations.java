package dev.muster.web;

import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The authority's revocation list, in the file {@value #FILE}; there is none until something is
 * revoked. Changed under the folder's lock only.
 */
final class Revocations {
  static final String FILE = "revoked.pem";

  private final IdentityFolder folder;
  private FileState seen = FileState.NONE;
  private @Nullable X509CRL list;

  Revocations(IdentityFolder folder) {
    this.folder = folder;
  }

  /** The list; read again when another process has changed it. */
  synchronized Optional<X509CRL> list() {
    var now = folder.state(FILE);
    if (!now.equals(seen)) {
      list =
          folder
              .text(FILE)
              .flatMap(text ->
                  Pem.parse(folder.file(FILE).toString(), text).revocationLists().stream()
                      .findFirst())
              .orElse(null);
      seen = now;
    }
    return Optional.ofNullable(list);
  }

  /** The list as PEM; "" where there is none. */
  String pem() {
    return list().map(Pem::text).orElse("");
  }

  @Nullable Instant revokedAt(BigInteger serial) {
    return list()
        .map(all -> all.getRevokedCertificate(serial))
        .map(entry -> entry.getRevocationDate().toInstant())
        .orElse(null);
  }

  /** Adds one; without effect where it is revoked already. */
  synchronized void add(BigInteger serial, Instant now, Identity authority) {
    var before = list();
    var revoked = new TreeMap<BigInteger, Instant>(entries(before));
    if (revoked.putIfAbsent(serial, now) == null) {
      var next =
          Issuing.revocationList(revoked, BigInteger.valueOf(revoked.size()), now, authority);
      folder.replace(FILE, Pem.text(next));
    }
  }

  private static Map<BigInteger, Instant> entries(Optional<X509CRL> list) {
    var entries = new TreeMap<BigInteger, Instant>();
    var all = list.map(X509CRL::getRevokedCertificates).orElse(null);
    for (X509CRLEntry entry : all == null ? List.<X509CRLEntry>of() : all) {
      entries.put(entry.getSerialNumber(), entry.getRevocationDate().toInstant());
    }
    return entries;
  }
}
