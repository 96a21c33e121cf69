package dev.muster.app;

import dev.muster.fleet.FleetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a backup takes besides the archive: all that cannot be made again.
 *
 * @param files where each lies, by its path in the backup with {@code /} between names
 * @param leftOut files that the fleet file names and that have no place in the backup, each with
 *     the reason
 */
record BackupContents(Map<String, Path> files, List<String> leftOut) {
  /** The archive's name in a data folder and in a backup of one. */
  static final String ARCHIVE = "archive.db";

  static final String FLEET_FILE = "fleet.xml";

  /** Folders of the data folder that are taken whole: the authority; what exporters remember. */
  private static final List<String> FOLDERS = List.of("ca", "exporter");

  /** Ends of names of files that are about to get their real name, or only lock something. */
  private static final List<String> PASSING = List.of(".new", ".tmp", ".partial", ".lock");

  private static final int DEEPEST = 8;

  /**
   * Looks a data folder through.
   *
   * @throws AppException if something that a restore needs is missing or unreadable
   */
  static BackupContents of(Path data, Path fleetFile) {
    if (!Files.isRegularFile(data.resolve(ARCHIVE))) {
      throw new AppException(
          data + " is no data folder, for it has no " + ARCHIVE + "; give --data the server's");
    }
    if (!Files.isRegularFile(fleetFile)) {
      throw new AppException(
          "there is no fleet file " + fleetFile + "; give --config the one the server reads");
    }
    var files = new TreeMap<String, Path>();
    for (String folder : FOLDERS) {
      addFolder(files, data, folder);
    }
    for (String older : List.of(OlderAccounts.USERS, OlderAccounts.TOKENS)) {
      if (Files.exists(data.resolve(older))) {
        files.put(older, data.resolve(older));
      }
    }
    files.put(FLEET_FILE, fleetFile);
    return new BackupContents(files, addNamedFiles(files, fleetFile));
  }

  private static void addFolder(Map<String, Path> files, Path data, String folder) {
    if (!Files.exists(data.resolve(folder))) {
      return;
    }
    try (Stream<Path> found = Files.walk(data.resolve(folder), DEEPEST)) {
      found
          .filter(Files::isRegularFile)
          .filter(file -> PASSING.stream().noneMatch(file.toString()::endsWith))
          .forEach(file -> files.put(name(data.relativize(file)), file));
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new AppException(
          "cannot read the folder "
              + data.resolve(folder)
              + "; run this as the user that runs the server",
          e);
    }
  }

  /** Files are named from the fleet file's folder: those below it keep their place beside it. */
  private static List<String> addNamedFiles(Map<String, Path> files, Path fleetFile) {
    var folder = fleetFile.toAbsolutePath().normalize().resolveSibling("");
    var leftOut = new ArrayList<String>();
    for (Path named : FleetFile.filesNamedIn(fleetFile)) {
      String why = "";
      if (!Files.isRegularFile(named)) {
        why = "it is not there";
      } else if (!named.startsWith(folder)) {
        why = "it lies outside of the fleet file's folder; keep a copy by other means";
      } else {
        var path = named.toAbsolutePath();
        var before = files.putIfAbsent(name(folder.relativize(path)), path);
        if (before != null && !before.toAbsolutePath().normalize().equals(path)) {
          why = "another file of the backup has its name; keep a copy by other means";
        }
      }
      if (!why.isEmpty()) {
        leftOut.add(named + ": " + why);
      }
    }
    return List.copyOf(leftOut);
  }

  private static String name(Path relative) {
    var names = new ArrayList<String>();
    relative.forEach(part -> names.add(part.toString()));
    return String.join("/", names);
  }
}
