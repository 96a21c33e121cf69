package dev.muster.web;

import java.security.cert.CertificateException;

/** A certificate that its authority revoked. */
public final class RevokedException extends CertificateException {
  private static final long serialVersionUID = 1L;

  RevokedException(String message) {
    super(message);
  }
}
