package dev.muster.web;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every certificate an authority issued, in the file {@value #FILE}: appended, and forced to disk
 * before the certificate is given to anybody. What ended long ago goes at a start. A block that a
 * crash cut short is passed over. Changed under the folder's lock only.
 */
final class IssuedCertificates {
  static final String FILE = "issued.pem";
  private static final Duration KEPT_AFTER_END = Duration.ofDays(90);
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private final IdentityFolder folder;
  private FileState seen = FileState.NONE;
  private List<X509Certificate> known = List.of();

  IssuedCertificates(IdentityFolder folder) {
    this.folder = folder;
  }

  /** All of them, oldest first; read again when another process has added some. */
  synchronized List<X509Certificate> all() {
    var now = folder.state(FILE);
    if (!now.equals(seen)) {
      known = read();
      seen = now;
    }
    return known;
  }

  private List<X509Certificate> read() {
    return folder.text(FILE).stream()
        .flatMap(text -> Stream.of(text.split(BEGIN, -1)))
        .filter(block -> block.contains(END))
        .flatMap(IssuedCertificates::certificate)
        .toList();
  }

  private static Stream<X509Certificate> certificate(String block) {
    try {
      var pem = BEGIN + block.substring(0, block.indexOf(END)) + END;
      return Pem.parse(FILE, pem).certificates().stream();
    } catch (WebConfigException damaged) {
      return Stream.empty();
    }
  }

  synchronized void add(X509Certificate certificate) {
    folder.append(FILE, "\n" + Pem.text(certificate));
  }

  /** Adds one that was issued before there was this file. */
  synchronized void remember(X509Certificate certificate) {
    if (!all().contains(certificate)) {
      add(certificate);
    }
  }

  /** The newest for a key that is still good for at least that long. */
  List<X509Certificate> of(PublicKey key, Instant endingAfter) {
    return all().reversed().stream()
        .filter(one -> one.getPublicKey().equals(key))
        .filter(one -> one.getNotAfter().toInstant().isAfter(endingAfter))
        .toList();
  }

  /** Forgets what ended long ago. */
  synchronized void prune(Instant now) {
    var oldest = now.minus(KEPT_AFTER_END);
    var all = all();
    var kept = all.stream().filter(one -> one.getNotAfter().toInstant().isAfter(oldest)).toList();
    if (kept.size() < all.size()) {
      folder.replace(FILE, String.join("\n", kept.stream().map(Pem::text).toList()));
    }
  }
}
