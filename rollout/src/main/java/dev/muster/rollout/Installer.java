package dev.muster.rollout;

import dev.muster.fleet.Client;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/** Carries a plan out on one client, over one connection. */
final class Installer {
  static final Duration SHORT = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._+~/-]+");

  private final SshConnection connection;
  private final Client client;
  private final Facts facts;
  private final Shell shell;
  private final LongConsumer uploaded;

  /**
   * One for a client that was looked at.
   *
   * @param uploaded told of bytes as they go
   */
  Installer(SshConnection connection, Client client, Facts facts, LongConsumer uploaded) {
    this.connection = connection;
    this.client = client;
    this.facts = facts;
    this.shell = Shell.of(facts);
    this.uploaded = uploaded;
  }

  /** Looks at a client, changing nothing. */
  static Facts look(SshConnection connection, Client client) throws SshException, RolloutException {
    return Shell.find(connection, client.exporter().port());
  }

  /** Makes the folder and takes the lock. */
  void prepare() throws SshException, RolloutException {
    var result = shell.prepare(connection, facts.base());
    String locked = Facts.parse(result.output()).text("locked");
    if (result.exitStatus() != 0 || locked.isEmpty()) {
      throw new RolloutException(
          "user "
              + client.ssh().username()
              + " cannot make or write "
              + facts.base()
              + ": "
              + Shell.firstLine(result.error()));
    }
    if (!locked.equals("ok")) {
      throw new RolloutException("another roll-out is at work there; try again when it is done");
    }
    var control = shell.control();
    if (!facts.hash("control").equals(PackedFiles.sha256(control.text()))) {
      connection.write(control.bytes(), shell.path(facts.base(), control.name()), 0755);
    }
  }

  private void write(String name, String text, int mode) throws SshException {
    connection.write(text.getBytes(StandardCharsets.UTF_8), shell.path(facts.base(), name), mode);
  }

  /** Uploads what is new of a distribution, going on where an earlier upload ended; unpacks it. */
  void bring(Distribution distribution, Packages packages) throws SshException, RolloutException {
    var files = packages.files(distribution);
    var upload =
        facts.current().isEmpty() || facts.has("damaged")
            ? packages.whole(distribution)
            : packages.since(distribution, installed());
    long have = resumable(upload);
    requireSpace(upload.bytes() - have + 2 * files.bytes());
    connection.upload(
        upload.file(),
        shell.path(facts.base(), "upload/" + upload.name() + ".part"),
        have,
        0600,
        uploaded);
    write("upload/list", files.list(), 0600);
    write(
        "upload/keep",
        String.join("\n", upload.kept().stream().sorted().toList())
            + (upload.kept().isEmpty() ? "" : "\n"),
        0600);
    control(
        LONG,
        "unpack",
        plain(upload.name()),
        upload.sha256(),
        plain(Settings.versionOf(distribution)),
        plain(files.top()));
  }

  private Map<String, String> installed() throws SshException {
    String list = shell.path(facts.base(), "versions/" + facts.current() + ".sha256");
    return facts.all("version").contains(facts.current())
        ? PackedFiles.parseList(new String(connection.read(list, 4 << 20), StandardCharsets.UTF_8))
        : Map.of();
  }

  /** How much of an upload is there and right. */
  private long resumable(Packages.Upload upload) throws RolloutException {
    var part = facts.part(upload.name());
    if (part.isEmpty() || part.get().bytes() > upload.bytes()) {
      return 0;
    }
    try (var in = Files.newInputStream(upload.file())) {
      boolean same = Distributions.sha256(in, part.get().bytes()).equals(part.get().sha256());
      return same ? part.get().bytes() : 0;
    } catch (IOException e) {
      throw new RolloutException(upload.file() + " cannot be read", e);
    }
  }

  private void requireSpace(long bytes) throws RolloutException {
    long free = facts.freeBytes();
    if (free >= 0 && free < bytes) {
      throw new RolloutException(
          "there is too little space in "
              + facts.text("place")
              + ": "
              + megabytes(bytes)
              + " are needed, "
              + megabytes(free)
              + " are free");
    }
  }

  private static String megabytes(long bytes) {
    return (bytes + 999_999) / 1_000_000 + " MB";
  }

  /** Writes all settings beside those in force. */
  void configure(Settings settings, String identityPem) throws SshException, RolloutException {
    control(SHORT, "stage");
    if (!identityPem.isEmpty()) {
      write("config.new/identity.pem", identityPem, 0600);
    }
    for (var file : settings.files(facts.base()).entrySet()) {
      write("config.new/" + file.getKey(), file.getValue(), 0600);
    }
  }

  /**
   * Starts a version.
   *
   * @param unconfirmed after how long it goes back by itself
   */
  void start(String version, Duration unconfirmed) throws SshException, RolloutException {
    control(SHORT, "switch", plain(version), String.valueOf(unconfirmed.toSeconds()));
  }

  void confirm() throws SshException, RolloutException {
    control(SHORT, "confirm");
  }

  void rollback() throws SshException, RolloutException {
    control(SHORT, "rollback");
  }

  void release() throws SshException, RolloutException {
    control(SHORT, "release");
  }

  void remove() throws SshException, RolloutException {
    control(SHORT, "remove");
  }

  /** What the exporter logged last; "" where that is not known. */
  String said() throws SshException, RolloutException {
    return control(SHORT, "said").strip().lines().reduce((one, two) -> two).orElse("");
  }

  private String control(Duration timeout, String... words) throws SshException, RolloutException {
    var result = shell.control(connection, facts.base(), List.of(words), timeout);
    if (result.exitStatus() != 0) {
      throw new RolloutException(
          words[0]
              + " failed in "
              + facts.base()
              + ": "
              + Shell.firstLine(result.error() + result.output()));
    }
    return result.output();
  }

  private static String plain(String word) throws RolloutException {
    if (!PLAIN.matcher(word).matches()) {
      throw new RolloutException("'" + word + "' cannot be a file's name");
    }
    return word;
  }
}
