package dev.muster.fleet;

import java.nio.file.Path;
import java.util.Map;

/** Reads a fleet file. */
public final class FleetFile {
  private FleetFile() {}

  /**
   * Reads, checks and resolves a fleet file.
   *
   * @param environment where secrets and other values may stand, such as {@link System#getenv()}
   * @throws FleetException with every mistake in it, or that it cannot be read
   */
  public static Fleet read(Path file, Map<String, String> environment) {
    throw new UnsupportedOperationException(file + " " + environment.size());
  }
}
