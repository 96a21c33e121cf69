package dev.muster.web;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/**
 * Which certificates count no more. A list is taken for what it names, however old it is: it comes
 * anew when it changes, not by the calendar.
 */
final class RevocationLists {
  private RevocationLists() {}

  /** Refuses a chain of which one certificate is on a list of its issuer. */
  static void check(X509Certificate[] chain, List<X509CRL> lists) throws CertificateException {
    for (var list : lists) {
      for (var certificate : chain) {
        if (list.isRevoked(certificate)) {
          throw new RevokedException(
              Refusal.who(certificate)
                  + " was revoked (SHA-256 "
                  + HexFormat.of().formatHex(Identity.sha256(certificate))
                  + ")");
        }
      }
    }
  }

  /** Whether one of these signed the list. */
  static boolean isSigned(X509CRL list, List<X509Certificate> authorities) {
    return authorities.stream().anyMatch(authority -> isSigned(list, authority));
  }

  private static boolean isSigned(X509CRL list, X509Certificate authority) {
    try {
      list.verify(authority.getPublicKey());
      return list.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
    } catch (GeneralSecurityException another) {
      return false;
    }
  }
}
