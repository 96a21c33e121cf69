package dev.muster.scraper;

import java.security.cert.CertificateException;

/** A client's certificate that is not accepted; the message is the reason people are shown. */
final class UntrustedCertificateException extends CertificateException {
  private static final long serialVersionUID = 1;

  UntrustedCertificateException(String reason) {
    super(reason);
  }

  UntrustedCertificateException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
