package dev.muster.web;

/** A web config, certificate or key that cannot be used; the message says which and why. */
public final class WebConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public WebConfigException(String message) {
    super(message);
  }

  public WebConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
