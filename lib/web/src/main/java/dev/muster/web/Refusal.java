package dev.muster.web;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why a certificate was refused, in one sentence an administrator can act on. */
final class Refusal {
  private static final int MAX_SHOWN = 120;
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\"]");

  private Refusal() {}

  static String of(X509Certificate @Nullable [] chain, CertificateException refused) {
    if (chain == null || chain.length == 0) {
      return "no certificate was shown";
    }
    for (var certificate : chain) {
      try {
        certificate.checkValidity();
      } catch (CertificateExpiredException ended) {
        return who(certificate) + " ended at " + certificate.getNotAfter().toInstant();
      } catch (CertificateNotYetValidException early) {
        return who(certificate)
            + " is valid from "
            + certificate.getNotBefore().toInstant()
            + " only; is a clock wrong?";
      }
    }
    return untrusted(refused.getCause()) ? untrusted(chain[0]) : misnamed(chain[0], refused);
  }

  private static boolean untrusted(@Nullable Throwable cause) {
    return cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException;
  }

  private static String untrusted(X509Certificate certificate) {
    var sha256 = " (SHA-256 " + HexFormat.of().formatHex(Identity.sha256(certificate)) + ")";
    var issuer = certificate.getIssuerX500Principal();
    return issuer.equals(certificate.getSubjectX500Principal())
        ? who(certificate) + " is self-signed and not trusted here" + sha256
        : who(certificate)
            + " was issued by "
            + plain(issuer.toString())
            + ", which is not trusted here"
            + sha256;
  }

  private static String misnamed(X509Certificate certificate, CertificateException refused) {
    return who(certificate) + " is for " + names(certificate) + ": " + refused.getMessage();
  }

  static String who(X509Certificate certificate) {
    return "the certificate of " + plain(certificate.getSubjectX500Principal().toString());
  }

  /** What a stranger wrote, fit for a log line. */
  static String plain(String text) {
    var line = CONTROL.matcher(text).replaceAll("?");
    return line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "…" : line;
  }

  private static String names(X509Certificate certificate) {
    try {
      var names = AlternativeNames.of(certificate);
      return names.isEmpty() ? "no host" : plain(String.join(", ", names));
    } catch (CertificateParsingException damaged) {
      return "unreadable names";
    }
  }
}
