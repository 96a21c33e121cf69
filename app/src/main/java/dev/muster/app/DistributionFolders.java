package dev.muster.app;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the exporter's distributions are looked for. */
final class DistributionFolders {
  private DistributionFolders() {}

  /** The data folder's own, then those that this checkout's {@code ./package} left. */
  static List<Path> of(Path data) {
    var folders = new ArrayList<>(List.of(data.resolve("distributions")));
    checkout().ifPresent(root -> folders.add(root.resolve("distribution").resolve("target")));
    return folders;
  }

  /** The folder with {@code ./package} above this program's classes. */
  private static Optional<Path> checkout() {
    var source = DistributionFolders.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      for (var at = Path.of(source.getLocation().toURI()); at != null; at = at.getParent()) {
        if (Files.isRegularFile(at.resolve("package")) && Files.isDirectory(at.resolve("app"))) {
          return Optional.of(at);
        }
      }
    } catch (URISyntaxException e) {
      // Then there is no checkout.
    }
    return Optional.empty();
  }
}
