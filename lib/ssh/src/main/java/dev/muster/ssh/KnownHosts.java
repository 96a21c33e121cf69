package dev.muster.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Host keys in OpenSSH's format (see sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): an own file that is
 * added to, and the user's that is only read. Read anew for each log-in.
 */
final class KnownHosts {
  private static final long MOST_BYTES = 16 << 20;

  /** What the files say about a key. */
  sealed interface Verdict {
    /** It is the known one. */
    record Known() implements Verdict {}

    /** Nothing is known about the host. */
    record Unknown() implements Verdict {}

    /** Another key is known; {@code where} is file and line. */
    record Changed(String where) implements Verdict {}

    /** This very key is marked as revoked. */
    record Revoked(String where) implements Verdict {}
  }

  private final Path own;
  private final List<Path> files;

  KnownHosts(Path own, List<Path> others) {
    this.own = own;
    this.files = Stream.concat(Stream.of(own), others.stream()).distinct().toList();
  }

  /** A host as it stands in the file: in brackets with its port where that is not 22. */
  static String name(String host, int port) {
    return port == 22 ? host : "[" + host + "]:" + port;
  }

  /** The types of key that are known of a host, such as ssh-ed25519. */
  List<String> types(String name) {
    return entries(name).stream()
        .filter(entry -> !entry.revoked())
        .map(KnownHostLine::type)
        .distinct()
        .toList();
  }

  /**
   * Compares a key with the known ones.
   *
   * @param key the public key's blob, as it goes over the wire, in Base64
   */
  Verdict check(String name, String type, String key) {
    var entries = entries(name);
    for (var entry : entries) {
      if (entry.revoked() && entry.is(type, key)) {
        return new Verdict.Revoked(entry.where());
      }
    }
    var valid = entries.stream().filter(entry -> !entry.revoked()).toList();
    if (valid.stream().anyMatch(entry -> entry.is(type, key))) {
      return new Verdict.Known();
    }
    return valid.isEmpty() ? new Verdict.Unknown() : new Verdict.Changed(valid.getFirst().where());
  }

  /** Keeps a key in the own file. */
  synchronized void add(String name, String type, String key) {
    String line = name + " " + type + " " + key + "\n";
    try {
      Files.createDirectories(Objects.requireNonNull(own.toAbsolutePath().getParent()));
      if (Files.notExists(own)) {
        makePrivate();
      }
      Files.writeString(own, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(own + " cannot be written", e);
    }
  }

  private void makePrivate() throws IOException {
    if (own.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      var mode = PosixFilePermissions.fromString("rw-------");
      try {
        Files.createFile(own, PosixFilePermissions.asFileAttribute(mode));
      } catch (java.nio.file.FileAlreadyExistsException another) {
        // Another process was quicker; both append.
      }
    }
  }

  private List<KnownHostLine> entries(String name) {
    var found = new ArrayList<KnownHostLine>();
    for (var file : files) {
      int number = 0;
      for (var line : lines(file)) {
        number++;
        KnownHostLine.parse(line, file + ":" + number)
            .filter(entry -> entry.appliesTo(name))
            .ifPresent(found::add);
      }
    }
    return found;
  }

  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("it is larger than " + MOST_BYTES + " bytes");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
