package dev.muster.exporter.eventlog;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;

/** Says which right is lacking where a log cannot be read. */
final class LogRights {
  private LogRights() {}

  /** The failure, with the group that may read the file. */
  static IOException explained(Path file, AccessDeniedException refused) {
    String group;
    try {
      group = Files.readAttributes(file, PosixFileAttributes.class).group().getName();
    } catch (IOException | UnsupportedOperationException notTold) {
      group = "adm";
    }
    return new IOException(
        "%s may not be read by this account; add it to the group \"%s\"".formatted(file, group),
        refused);
  }
}
