package dev.muster.app;

/** Why Muster cannot start or go on, in one sentence for its operator. */
final class AppException extends RuntimeException {
  private static final long serialVersionUID = 1;

  AppException(String message) {
    super(message);
  }

  AppException(String message, Throwable cause) {
    super(message, cause);
  }
}
