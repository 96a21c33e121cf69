package dev.muster.exporter.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of small files, as a machine's {@code /sys} or {@code /proc}. */
record Tree(Path root) {
  /** Writes files; names and texts in turn. */
  Tree with(String... namesAndTexts) throws IOException {
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      Path file = root.resolve(namesAndTexts[i]);
      Files.createDirectories(file.getParent());
      Files.writeString(file, namesAndTexts[i + 1] + "\n");
    }
    return this;
  }

  /** Makes a link to a folder, which is made if need be. */
  Tree linking(String link, String target) throws IOException {
    Files.createDirectories(root.resolve(target));
    Files.createDirectories(root.resolve(link).getParent());
    Files.createSymbolicLink(root.resolve(link), root.resolve(target));
    return this;
  }

  /** A Linux machine whose files are all here. */
  Machine machine() {
    return Pages.machine(
        Os.LINUX,
        CollectorSettings.defaults(Os.LINUX)
            .withPaths(root, root, root)
            .withUdevData(root.resolve("udev")));
  }
}
