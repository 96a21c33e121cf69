package dev.muster.fleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * One client as a file of {@link FleetFolder} that Muster writes itself.
 *
 * @param name as people call it
 * @param group the group's name, or "" for none
 * @param ip address or host name
 * @param exporterPort 1 to 65535
 */
public record ClientFile(String name, String group, String ip, int exporterPort) {
  private static final int MOST_TRIES = 1_000;
  private static final int LONGEST = 80;

  /**
   * One.
   *
   * @throws IllegalArgumentException if it cannot stand in a fleet file, saying what would be right
   */
  public ClientFile {
    name = checked("name", name, Values::visible);
    group = group.isBlank() ? "" : checked("group", group, Values::visible);
    ip = checked("ip", ip, HostAddress::parse);
    if (exporterPort < 1 || exporterPort > 65_535) {
      throw new IllegalArgumentException(
          "exporter-port " + exporterPort + " is not a port; use a whole number from 1 to 65535");
    }
  }

  private static String checked(String what, String text, Values.Parser<String> parser) {
    if (!text.codePoints().allMatch(ClientFile::isOfXml)) {
      throw new IllegalArgumentException(
          what + " has a character that XML does not have; use letters, digits and signs");
    }
    try {
      return parser.parse(text.strip());
    } catch (BadValueException e) {
      throw new IllegalArgumentException(
          what + " " + Quoted.of(text) + " " + e.getMessage() + "; " + e.right(), e);
    }
  }

  private static boolean isOfXml(int c) {
    return c >= 0x10000 || (c < 0xFFFE && !Character.isSurrogate((char) c));
  }

  /** The file's text. */
  public String text() {
    String client =
        "<client name=\"%s\" ip=\"%s\" exporter-port=\"%d\"/>\n"
            .formatted(escaped(name), escaped(ip), exporterPort);
    return group.isEmpty()
        ? client
        : "<group name=\"" + escaped(group) + "\">\n  " + client + "</group>\n";
  }

  private static String escaped(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /**
   * Writes it whole or not at all, for its owner's eyes alone, never over a file that is there: the
   * folder is made where there is none.
   *
   * @return the file, called as the client as far as a file can be
   * @throws IOException if it cannot be written
   */
  public Path write(Path fleetFile) throws IOException {
    var folder = FleetFolder.beside(fleetFile.toAbsolutePath());
    Files.createDirectories(folder);
    var written = Files.createTempFile(folder, ".client", ".new", ownersAlone(folder));
    try {
      try (var channel = FileChannel.open(written, Set.of(StandardOpenOption.WRITE))) {
        var bytes = ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      return putInPlace(written, folder);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private Path putInPlace(Path written, Path folder) throws IOException {
    for (int i = 1; i <= MOST_TRIES; i++) {
      var file = folder.resolve(fileName() + (i == 1 ? "" : "-" + i) + ".xml");
      try {
        link(written, file);
        return file;
      } catch (FileAlreadyExistsException e) {
        // Somebody else's: it stays as it is, and this one is called otherwise.
      }
    }
    throw new IOException("there are too many files called " + fileName() + " in " + folder);
  }

  /** A link fails where there is such a file; a move would go over it. */
  private static void link(Path written, Path file) throws IOException {
    try {
      Files.createLink(file, written);
    } catch (UnsupportedOperationException noLinksHere) {
      Files.move(written, file);
    }
  }

  private String fileName() {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.", "_");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }

  private static FileAttribute<?>[] ownersAlone(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
