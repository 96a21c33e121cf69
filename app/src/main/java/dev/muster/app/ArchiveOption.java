package dev.muster.app;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which archive is meant: {@code --data DIR}. */
final class ArchiveOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "The data folder. Default: ${DEFAULT-VALUE}")
  private Path data;

  Path folder() {
    return data;
  }

  Path file() {
    return data.resolve("archive.db");
  }
}
