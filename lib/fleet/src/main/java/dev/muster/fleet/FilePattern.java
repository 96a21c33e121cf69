package dev.muster.fleet;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files by a path in which {@code *}, {@code ?} and {@code […]} stand for parts of a name, in any
 * folder of it, as in Prometheus's {@code rule_files}.
 */
public final class FilePattern {
  private static final int MOST_FILES = 1_000;

  private FilePattern() {}

  /** Whether it stands for any number of files rather than one. */
  public static boolean isPattern(String pattern) {
    return pattern.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  /**
   * The files there are, ordered by name; one without wildcards is given whether it is there or
   * not.
   *
   * @param folder that the path counts from
   */
  public static List<Path> expand(Path folder, String pattern) {
    if (!isPattern(pattern)) {
      try {
        return List.of(folder.resolve(pattern).normalize());
      } catch (InvalidPathException e) {
        return List.of();
      }
    }
    boolean absolute = pattern.startsWith("/");
    var places = List.of(absolute ? Path.of("/") : folder);
    for (String name : pattern.split("/", -1)) {
      if (!name.isEmpty()) {
        places = next(places, name);
      }
    }
    return places.stream().filter(Files::isRegularFile).map(Path::normalize).distinct().toList();
  }

  private static List<Path> next(List<Path> folders, String name) {
    var found = new ArrayList<Path>();
    for (var folder : folders) {
      if (isPattern(name)) {
        found.addAll(matching(folder, name));
      } else {
        found.add(folder.resolve(name));
      }
    }
    return found.size() > MOST_FILES ? found.subList(0, MOST_FILES) : found;
  }

  private static List<Path> matching(Path folder, String name) {
    var found = new ArrayList<Path>();
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + name.replace("{", "\\{"));
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        String itself = file.getFileName().toString();
        boolean hidden = itself.startsWith(".") && !name.startsWith(".");
        if (!hidden && matcher.matches(file.getFileName())) {
          found.add(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(); // No folder, or one that may not be read, has no such files.
    }
    return found.stream().sorted().toList();
  }
}
