package dev.muster.fleet;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads a fleet file, with the clients of the files in {@link FleetFolder fleet.d} beside it;
 * {@code docs/formats/fleet.md} describes them.
 */
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

  /**
   * Checks and resolves a text as if it stood in a file, which it need not.
   *
   * @throws FleetException with every mistake in it
   */
  public static Fleet read(Path file, String text, Map<String, String> environment) {
    var source = SourceText.of(file.toString(), text);
    return new FleetReader(file, environment).read(XmlTree.parse(source));
  }

  /**
   * The text of a fleet file.
   *
   * @throws FleetException if it cannot be read
   */
  public static String text(Path file) {
    return SourceText.read(file).text();
  }

  /**
   * The files that belong to a fleet file: those of {@link FleetFolder fleet.d}, and those that it
   * and they name, such as ones with passwords, keys, authorities and rules, whether they are there
   * or not.
   *
   * @return absolute paths
   * @throws FleetException if one cannot be read or is no XML
   */
  public static NavigableSet<Path> filesNamedIn(Path file) {
    var found = new TreeSet<Path>();
    addNamed(XmlTree.parse(SourceText.read(file)), file.toAbsolutePath(), found);
    var findings = new Findings(file.toString());
    for (var part : FleetFolder.parts(file.toAbsolutePath(), findings)) {
      found.add(part.file().normalize());
      addNamed(part.root(), part.file(), found);
    }
    findings.throwIfAny();
    return found;
  }

  private static void addNamed(Element element, Path file, NavigableSet<Path> found) {
    for (var attribute : element.attributes().values()) {
      boolean named = attribute.name().endsWith("-file") || attribute.name().equals("template");
      if (named && !attribute.value().isBlank()) {
        resolve(file, attribute.value().strip()).ifPresent(found::add);
      }
    }
    var rules = element.name().equals("rules") ? element.attribute("file") : null;
    if (rules != null && !rules.value().isBlank()) {
      var folder = file.resolveSibling("").normalize();
      found.addAll(FilePattern.expand(folder, rules.value().strip()));
    }
    element.children().forEach(child -> addNamed(child, file, found));
  }

  private static Optional<Path> resolve(Path file, String name) {
    try {
      return Optional.of(file.resolveSibling(name).normalize());
    } catch (InvalidPathException e) {
      return Optional.empty(); // It names no file at all, as reading the fleet file says.
    }
  }
}
