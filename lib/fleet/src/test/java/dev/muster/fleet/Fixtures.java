package dev.muster.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * The good and bad files beside these tests, each with what is expected of it: {@code X.good.xml}
 * and {@code X.bad.xml} with {@code X.good.txt} and {@code X.bad.txt}. Run with {@code
 * -Dgolden.rewrite=true} to write the expected texts anew.
 */
final class Fixtures {
  static final Path FOLDER = Path.of("src/test/resources/dev/muster/fleet");
  static final Map<String, String> ENVIRONMENT =
      Map.of("SMTP_PASSWORD", "hunter2secret", "EXPORTER_PASSWORD", "hunter2secret");

  private Fixtures() {}

  static List<Path> named(String ending) {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the file, with the secrets it may name, to where only this user can read them. */
  static Path copy(Path fixture, Path folder) {
    return write(folder, "fleet.xml", read(fixture));
  }

  static Path write(Path folder, String name, byte[] bytes) {
    try {
      for (var secret : SECRETS.entrySet()) {
        privately(folder.resolve(secret.getKey()), bytes(secret.getValue()));
      }
      privately(folder.resolve("ca.pem"), read(FOLDER.resolve("ca.pem")));
      return privately(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path folder, String xml) {
    return write(folder, "fleet.xml", bytes(xml));
  }

  static Fleet fleet(Path folder, String xml) {
    return FleetFile.read(write(folder, xml), ENVIRONMENT);
  }

  static byte[] read(Path fixture) {
    try {
      return Files.readAllBytes(fixture);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The expected text, written anew from the actual one where asked to. */
  static String golden(Path file, String actual) throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(file, actual);
    }
    return Files.readString(file);
  }

  private static final Map<String, String> SECRETS =
      Map.of(
          "smtp.pass", "hunter2secret\n",
          "id_ed25519", "key\n",
          "empty.pass", "\n",
          "two-lines.pass", "hunter2secret\nhunter2secret\n");

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Path privately(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
