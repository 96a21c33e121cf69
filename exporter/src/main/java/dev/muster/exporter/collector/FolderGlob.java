package dev.muster.exporter.collector;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds folders by a pattern such as {@code /srv/*}{@code /metrics}, name by name. */
final class FolderGlob {
  private FolderGlob() {}

  /** The folders that match, in order; none if the pattern's folders are not there. */
  static List<Path> matches(String glob) throws IOException {
    Path pattern = Path.of(glob);
    Path root = pattern.getRoot();
    List<Path> found = List.of(root == null ? Path.of("") : root);
    for (Path name : pattern) {
      List<Path> deeper = new ArrayList<>();
      for (Path folder : found) {
        step(folder, name.toString(), deeper);
      }
      found = deeper;
    }
    return found;
  }

  private static void step(Path folder, String name, List<Path> deeper) throws IOException {
    if (name.chars().noneMatch(c -> "*?[".indexOf(c) >= 0)) {
      Path next = folder.resolve(name);
      if (Files.isDirectory(next)) {
        deeper.add(next);
      }
      return;
    }
    Path listed = folder.toString().isEmpty() ? Path.of(".") : folder;
    List<Path> matching = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(listed, name)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry)) {
          matching.add(folder.resolve(entry.getFileName()));
        }
      }
    }
    matching.sort(null);
    deeper.addAll(matching);
  }
}
