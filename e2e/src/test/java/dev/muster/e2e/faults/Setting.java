package dev.muster.e2e.faults;

import dev.muster.e2e.faults.Alerts.Watcher;
import dev.muster.web.Passwords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A small Muster, each part a process: the server as {@code ./muster up} runs it, a bridge alone
 * that asks the server, two exporters with an event log each, and an archive that always seals.
 * With them run, in this process, simulated PCs and a mail server.
 */
final class Setting implements AutoCloseable {
  private static final int PCS = 24;
  private static final int EXPORTERS = 2;
  private static final Duration START = Duration.ofMinutes(5);
  private static final String SERVER_READER = "server@example.org";
  private static final String BRIDGE_READER = "bridge@example.org";

  private final Path folder;
  private final SimulatedPcs pcs;
  private final MailServer mails;
  private final int port = freePort();
  private final Part server;
  private final Part bridge;
  private final Part archive;
  private final List<Part> exporters = new ArrayList<>();
  private final Map<String, Path> logs = new LinkedHashMap<>();
  private final List<Api> opened = new ArrayList<>();
  private final Path secret;
  private final String clients;

  Setting(Path folder, long seed) throws IOException {
    this.folder = folder;
    pcs = new SimulatedPcs(PCS);
    mails = new MailServer(seed);
    secret = Files.writeString(folder.resolve("password"), Part.PASSWORD);
    var templates = Files.createDirectories(folder.resolve("templates"));
    Files.writeString(templates.resolve("text.tmpl"), Alerts.TEMPLATE);
    var text = new StringBuilder();
    for (int i = 0; i < EXPORTERS; i++) {
      text.append(exporter("pc-" + (char) ('a' + i)));
    }
    clients = text.toString();
    server = server();
    bridge = bridge();
    archive =
        new Part(
            "archive",
            folder,
            ArchiveWork.command(
                Files.createDirectories(folder.resolve("sealing")).resolve("archive.db")),
            says(ArchiveWork.READY));
  }

  private Part server() throws IOException {
    var fleet = fleet("fleet.xml", SERVER_READER, clients);
    return new Part(
        "server",
        folder,
        muster("up", "--data", data("data"), "--config", fleet, listening(port)),
        says("Muster is ready"));
  }

  private Part bridge() throws IOException {
    var fleet = fleet("bridge.xml", BRIDGE_READER, "");
    return new Part(
        "bridge",
        folder,
        muster(
            "alertbridge",
            "--query=https://127.0.0.1:" + port,
            "--query.username=admin",
            "--query.password-file=" + secret,
            "--query.ca-file=" + folder.resolve("data/ca/ca.pem"),
            "--data",
            data("bridge"),
            "--config",
            fleet,
            listening(freePort())),
        says("Muster is ready"));
  }

  /** Makes an exporter; its client in the fleet file. */
  private String exporter(String client) throws IOException {
    int itsPort = freePort();
    var home = Files.createDirectories(folder.resolve(client));
    var log = Files.createFile(home.resolve("app.log"));
    var web =
        Files.writeString(
            home.resolve("web.yml"),
            "basic_auth_users:\n  it: \"%s\"\n".formatted(Passwords.hash("secret")));
    logs.put(client, log);
    exporters.add(
        new Part(
            client,
            folder,
            List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx48m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.muster.exporter.Main",
                listening(itsPort),
                "--web.insecure-http",
                "--web.config.file=" + web,
                "--path.state=" + home.resolve("state"),
                "--collector.eventlog.file=" + log),
            output -> accepts(itsPort)));
    return """
      <client name="%s" ip="127.0.0.1" exporter-port="%d" exporter-scheme="http"
          exporter-username="it" exporter-password="secret"><events mail="always"/></client>
    """
        .formatted(client, itsPort);
  }

  private String fleet(String name, String reader, String more) throws IOException {
    var file = folder.resolve(name);
    Files.writeString(
        file,
        """
        <fleet>
          <smtp host="127.0.0.1" port="%d" security="plain" from="muster@example.org"/>
          <scrape interval="1s" timeout="1s"/>
          <alerting group-interval="1s" resolve-delay="1s" mails-per-address="10000"
              flap-changes="10000" flap-window="1m" templates="templates"/>
          <defaults mail="%s"/>
        %s%s</fleet>
        """
            .formatted(mails.port(), reader, pcs.clients(), more));
    return file.toString();
  }

  private String data(String name) {
    return folder.resolve(name).toString();
  }

  private static String listening(int port) {
    return "--web.listen-address=127.0.0.1:" + port;
  }

  /**
   * A server as {@code ./muster} starts it, with {@code MUSTER_JAVA_OPTS} too; but for the better
   * compiler, for which no life is long enough.
   */
  private static List<String> muster(String... arguments) {
    var command = new ArrayList<>(List.of("@" + options(), "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.addAll(more());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.muster.app.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> more() {
    String more = System.getenv().getOrDefault("MUSTER_JAVA_OPTS", "").strip();
    return more.isEmpty() ? List.of() : List.of(more.split("\\s+"));
  }

  private static Path options() {
    var here = Path.of("app/server.options").toAbsolutePath();
    return Files.exists(here) ? here : Path.of("../app/server.options").toAbsolutePath();
  }

  private static Predicate<Path> says(String word) {
    return output -> {
      try {
        return Files.readString(output).contains(word);
      } catch (IOException e) {
        return false;
      }
    };
  }

  private static boolean accepts(int port) {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** All parts, the server first. */
  List<Part> parts() {
    var parts = new ArrayList<>(List.of(server, bridge, archive));
    parts.addAll(exporters);
    return parts;
  }

  Part archive() {
    return archive;
  }

  /** Starts all parts; the first start makes the server's authority, which the others need. */
  void start() throws IOException, InterruptedException {
    for (var part : parts()) {
      part.start();
      if (part.equals(server)) {
        requireReady(part);
      }
    }
    for (var part : parts()) {
      requireReady(part);
    }
  }

  private static void requireReady(Part part) throws IOException, InterruptedException {
    if (!part.awaitReady(START)) {
      throw new IOException(
          part.name() + " does not start: " + Files.readString(part.outputs().getLast()));
    }
  }

  /** The promises that are counted; all parts are up. */
  List<Ledger> ledgers(long seed) throws IOException {
    var api = new Api(port, folder.resolve("data/ca/ca.pem"));
    opened.add(api);
    var database = folder.resolve("data/archive.db");
    var watchers =
        List.of(
            new Watcher(server, SERVER_READER, database),
            new Watcher(bridge, BRIDGE_READER, folder.resolve("bridge/archive.db")));
    return List.of(
        new ArchiveBook(archive, folder.resolve("sealing/archive.db")),
        new Pushes(api, seed),
        new Scrapes(pcs, api, server),
        new EventLogs(logs, database, mails, SERVER_READER, api, seed),
        new Alerts(pcs, mails, watchers, seed));
  }

  /** The data folders with an archive that a server has. */
  List<Path> archives() {
    return List.of(folder.resolve("data"), folder.resolve("bridge"));
  }

  @Override
  public void close() throws IOException {
    for (var part : parts()) {
      part.close();
    }
    for (var each : opened) {
      each.close();
    }
    pcs.close();
    mails.close();
  }
}
