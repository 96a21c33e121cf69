package dev.muster.fleet;

import java.nio.file.Path;
import java.util.Map;

/** Reads a fleet file; {@code docs/formats/fleet.md} describes it. */
public final class FleetFile {
  private FleetFile() {}

  /**
   * Reads, checks and resolves a fleet file.
   *
   * @param environment where secrets and other values may stand, such as {@link System#getenv()}
   * @throws FleetException with every mistake in it, or that it cannot be read
   */
  public static Fleet read(Path file, Map<String, String> environment) {
    return new FleetReader(file, environment).read(XmlTree.parse(SourceText.read(file)));
  }
}
