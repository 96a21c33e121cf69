package dev.muster.app;

import dev.muster.archive.account.AccountRefusedException;
import dev.muster.archive.account.StoredToken;
import dev.muster.console.account.TokenRoutes;
import dev.muster.fleet.Fleet;
import dev.muster.scraper.handover.Handover;
import dev.muster.web.BearerTokens;
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
  private static final String READER = "viewer";

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
    said.add(token(Handover.TOKEN, READER));
    said.add(token(Handover.ALERTS_TOKEN, "alerts"));
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

  /** A token of a role; the one that is there stays. */
  private String token(String file, String role) {
    var path = folder.resolve(file);
    if (Files.exists(path)) {
      return path + " (kept)";
    }
    var clock = InstantSource.system();
    try (var store = Users.open(DataFolder.openOrMake(data), clock)) {
      var taken = store.tokens().all().stream().map(StoredToken::name).collect(Collectors.toSet());
      String first = role.equals(READER) ? NAME : NAME + "-" + role;
      String name = first;
      for (int number = 2; taken.contains(name); number++) {
        name = first + "-" + number;
      }
      String token = BearerTokens.generate();
      var wish = new TokenRoutes.Wish(name, role, List.of(), null);
      store.tokens().add(List.of(TokenRoutes.stored(wish, token, clock.millis())));
      return write(file, token) + " (token " + name + ")";
    } catch (AccountRefusedException e) {
      throw new AppException(String.valueOf(e.getMessage()), e);
    }
  }
}
