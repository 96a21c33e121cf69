package dev.muster.exporter.enroll;

import dev.muster.web.ClientFiles;
import dev.muster.web.WebConfigException;
import dev.muster.web.WebConfigFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The folder of an exporter that is enrolled: its certificate and web config in {@code config}, and
 * while it waits what it asked for, in {@code config/enrollment.properties}. All files are for
 * their owner alone, and are there whole or not at all.
 */
final class EnrollFolder {
  private static final String WAITING = "enrollment.properties";
  private static final int MOST_BYTES = 64 * 1024;

  private final Path config;

  EnrollFolder(Path folder) {
    config = folder.toAbsolutePath().normalize().resolve("config");
  }

  Path config() {
    return config;
  }

  /** Makes it where it is not there. */
  void prepare() {
    try {
      Files.createDirectories(config, mode("rwx------"));
      Files.delete(Files.createTempFile(config, "try", ".tmp"));
    } catch (IOException e) {
      throw EnrollException.lasting(
          "The folder %s cannot be written (%s); make it writable or give another --folder."
              .formatted(config, e));
    }
  }

  boolean isEnrolled() {
    return Files.exists(config.resolve(ClientFiles.IDENTITY));
  }

  /** What was asked for and is waited for; empty where nothing is. */
  Optional<Properties> waiting() {
    try (var in = Files.newInputStream(config.resolve(WAITING))) {
      var properties = new Properties();
      properties.load(
          new StringReader(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)));
      return Optional.of(properties);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw EnrollException.lasting(
          "%s cannot be read (%s); remove it and enrol again."
              .formatted(config.resolve(WAITING), e.getMessage()));
    }
  }

  void keepWaiting(Properties properties) {
    var text = new StringWriter();
    try {
      properties.store(text, null);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    write(WAITING, text.toString());
  }

  /**
   * Puts the certificate in place, last of all the key with it, and forgets what was waited for.
   *
   * @param key PEM
   * @param chain PEM, the own certificate first
   * @param authority PEM, with its revocation list where there is one
   */
  void enrolled(String key, String chain, String authority) {
    write(ClientFiles.AUTHORITY, authority);
    if (!Files.exists(config.resolve(ClientFiles.WEB_CONFIG))) {
      write(ClientFiles.WEB_CONFIG, ClientFiles.webConfig());
    }
    write(ClientFiles.IDENTITY, key + chain);
    try {
      WebConfigFile.open(config.resolve(ClientFiles.WEB_CONFIG));
    } catch (WebConfigException e) {
      remove(ClientFiles.IDENTITY);
      throw EnrollException.lasting(
          "What the server sent cannot be used: %s.".formatted(e.getMessage()));
    }
    remove(WAITING);
  }

  private void remove(String name) {
    try {
      Files.deleteIfExists(config.resolve(name));
    } catch (IOException e) {
      throw cannotWrite(name, e);
    }
  }

  private void write(String name, String text) {
    var file = config.resolve(name);
    var next = config.resolve("." + name + ".new");
    try {
      Files.deleteIfExists(next);
      var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try (var channel = FileChannel.open(next, options, mode("rw-------"))) {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw cannotWrite(name, e);
    }
  }

  private EnrollException cannotWrite(String name, IOException e) {
    return EnrollException.lasting(
        "%s cannot be written (%s).".formatted(config.resolve(name), e.getMessage()));
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
