package dev.muster.app;

import dev.muster.fleet.Fleet;
import dev.muster.scraper.handover.Handover;
import dev.muster.web.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The folder a stock Prometheus is started from; its files are for their owner's eyes alone. */
final class HandoverFolder {
  private static final String NAME = "prometheus";
  private static final int MOST_NAMES = 100;

  private final Path folder;
  private final Path data;

  /** A folder, made where there is none, for what comes of a data folder. */
  HandoverFolder(Path folder, Path data) {
    this.folder = folder;
    this.data = data;
  }

  /**
   * Writes one file, whole or not at all.
   *
   * @throws AppException if it cannot be written
   */
  Path write(String name, String text) {
    var file = folder.resolve(name);
    try {
      var parent = Objects.requireNonNullElse(file.getParent(), folder);
      Files.createDirectories(parent, DataFolder.ownersAloneFolder(parent));
      var beside = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(beside);
      Files.createFile(beside, DataFolder.ownersAlone(beside));
      Files.writeString(beside, text);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new AppException("cannot write " + file + " (" + DataFolder.reason(e) + ")", e);
    }
  }

  /**
   * Writes all that a Prometheus needs; what it wrote, and what is left to do, a line each.
   *
   * @throws AppException if there is no data folder, or a file cannot be written
   */
  List<String> write(Handover handover, Fleet fleet) {
    if (!Files.isDirectory(data)) {
      throw new AppException("there is no data folder " + data + "; give the one of muster up");
    }
    var said = new ArrayList<String>();
    handover.files(fleet).forEach((name, text) -> said.add(write(name, text).toString()));
    Handover.secrets(fleet)
        .forEach((name, secret) -> said.add(write(name, secret.value()).toString()));
    said.addAll(identity());
    said.add(token());
    said.add(password(handover));
    return said;
  }

  private List<String> identity() {
    var ca = data.resolve("ca");
    var authority = CertificateAuthority.openOrMake(ca);
    var _ = authority.issueClient(NAME);
    return List.of(
        copy(ca.resolve("ca.pem"), Handover.AUTHORITY),
        copy(ca.resolve(NAME + ".pem"), Handover.CERTIFICATE),
        copy(ca.resolve(NAME + ".key"), Handover.KEY));
  }

  private String copy(Path file, String name) {
    try {
      return write(name, Files.readString(file)).toString();
    } catch (IOException e) {
      throw new AppException("cannot read " + file + " (" + DataFolder.reason(e) + ")", e);
    }
  }

  /** The token that is there stays. */
  private String token() {
    var file = folder.resolve(Handover.TOKEN);
    if (Files.exists(file)) {
      return file + " (kept)";
    }
    var open = DataFolder.openOrMake(data);
    var taken =
        Tokens.read(open.resolve(Tokens.FILE)).stream()
            .map(Tokens.Entry::name)
            .collect(Collectors.toSet());
    String name = NAME;
    for (int number = 2; taken.contains(name) && number < MOST_NAMES; number++) {
      name = NAME + "-" + number;
    }
    String token = Tokens.add(open, name, InstantSource.system().instant(), null);
    return write(Handover.TOKEN, token) + " (token " + name + ")";
  }

  private String password(Handover handover) {
    String given = Objects.requireNonNullElse(System.getenv("MUSTER_PASSWORD"), "");
    var file = folder.resolve(Handover.PASSWORD);
    if (given.isEmpty()) {
      return Files.exists(file)
          ? file + " (kept)"
          : file + " is still to be written: the password of user " + handover.username();
    }
    return write(Handover.PASSWORD, given).toString();
  }
}
