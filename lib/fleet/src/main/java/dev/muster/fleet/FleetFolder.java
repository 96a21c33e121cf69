package dev.muster.fleet;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files that say more clients than the fleet file: {@code fleet.d/*.xml} beside it, in the
 * order of their names. A name that begins with a dot is of a file that is still being written.
 */
public final class FleetFolder {
  static final int MOST_FILES = FleetReader.MOST_CLIENTS;

  private static final String NAME = "fleet.d";

  private FleetFolder() {}

  /** One of the files. */
  record Part(Path file, Element root) {}

  /** The folder beside a fleet file, whether it is there or not. */
  public static Path beside(Path fleetFile) {
    return fleetFile.resolveSibling(NAME);
  }

  /**
   * The files there are; none where there is no folder.
   *
   * @throws IOException if the folder cannot be read
   */
  static List<Path> files(Path fleetFile) throws IOException {
    var found = new ArrayList<Path>();
    try (var entries = Files.newDirectoryStream(beside(fleetFile), FleetFolder::isPart)) {
      for (var entry : entries) {
        found.add(entry);
        if (found.size() > MOST_FILES) {
          throw new IOException("more than " + MOST_FILES + " files are in it");
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found.stream().sorted().toList();
  }

  private static boolean isPart(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".xml") && !name.startsWith(".") && !Files.isDirectory(file);
  }

  /** Their elements; what is wrong with one is a finding that names it. */
  static List<Part> parts(Path fleetFile, Findings findings) {
    var folder = beside(fleetFile);
    var parts = new ArrayList<Part>();
    long bytes = 0;
    try {
      for (var file : files(fleetFile)) {
        bytes += Files.size(file);
        if (bytes > SourceText.MOST_BYTES) {
          throw new IOException(
              "its files are larger than " + ByteSize.of(SourceText.MOST_BYTES) + " together");
        }
        part(file, findings).ifPresent(parts::add);
      }
    } catch (IOException e) {
      findings.mistake(
          new Finding(
              folder.toString(),
              1,
              1,
              "the folder cannot be read: " + Reason.of(e),
              "let Muster read it, and keep fewer and smaller files there"));
    }
    return parts;
  }

  private static Optional<Part> part(Path file, Findings findings) {
    try {
      return Optional.of(new Part(file, XmlTree.parse(SourceText.read(file))));
    } catch (FleetException e) {
      e.findings().forEach(findings::mistake);
      return Optional.empty();
    }
  }
}
