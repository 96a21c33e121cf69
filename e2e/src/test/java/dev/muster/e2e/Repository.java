package dev.muster.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The checkout that the tests run in. */
final class Repository {
  private Repository() {}

  static Path root() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("CONTRIBUTING.md"))) {
      folder = Objects.requireNonNull(folder.getParent(), "not in a checkout");
    }
    return folder;
  }

  static Path file(String path) {
    return root().resolve(path);
  }
}
