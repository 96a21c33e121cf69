package dev.muster.rollout.certificate;

/** Why a client's certificate could not be renewed, in one sentence. */
public final class RenewalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean pointless;

  public RenewalException(String message, Throwable cause) {
    super(message, cause);
    this.pointless = false;
  }

  RenewalException(String message, boolean pointless) {
    super(message);
    this.pointless = pointless;
  }

  /** Whether trying again soon would end the same: that exporter does not renew. */
  boolean isPointless() {
    return pointless;
  }
}
