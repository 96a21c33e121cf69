package dev.muster.exporter.dbus;

import java.io.IOException;

/** D-Bus could not be spoken: what was attempted, and what came instead. */
public final class DbusException extends IOException {
  private static final long serialVersionUID = 1;

  DbusException(String message) {
    super(message);
  }

  DbusException(String message, Throwable cause) {
    super(message, cause);
  }
}
