package dev.muster.exporter;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The folder for what the exporter keeps over a restart. */
final class StateFolder {
  private static final String NAME = "muster-exporter";

  private StateFolder() {}

  /**
   * Where it is unless told otherwise: /var/lib for root, the user's own state folder for others.
   *
   * @param properties Java's system properties
   * @param environment the environment's variables; null where there is none of that name
   */
  static Path usual(UnaryOperator<String> properties, UnaryOperator<@Nullable String> environment) {
    if (properties.apply("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
      String data = environment.apply("ProgramData");
      return Path.of(data == null ? "C:\\ProgramData" : data, NAME);
    }
    if (properties.apply("user.name").equals("root")) {
      return Path.of("/var/lib", NAME);
    }
    String state = environment.apply("XDG_STATE_HOME");
    return state == null || state.isEmpty()
        ? Path.of(properties.apply("user.home"), ".local", "state", NAME)
        : Path.of(state, NAME);
  }

  /**
   * Makes it, for its owner alone, where it is not there, and tries it.
   *
   * @throws ExporterException if nothing can be written there
   */
  static void prepare(Path folder) {
    try {
      Files.createDirectories(folder, ownersOnly());
      Files.delete(Files.createTempFile(folder, "try", ".tmp"));
    } catch (IOException | RuntimeException e) {
      throw new ExporterException(
          "The state folder %s cannot be written (%s); make it writable or give another --path.state."
              .formatted(folder, e),
          e);
    }
  }

  private static FileAttribute<?>[] ownersOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }
}
