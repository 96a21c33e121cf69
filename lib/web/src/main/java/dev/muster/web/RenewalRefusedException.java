package dev.muster.web;

/** Why a certificate or authority that was brought is not taken, in one sentence. */
public final class RenewalRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RenewalRefusedException(String message) {
    super(message);
  }

  RenewalRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
