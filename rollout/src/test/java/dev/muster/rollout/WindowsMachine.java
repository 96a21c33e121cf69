package dev.muster.rollout;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.muster.rollout.WindowsHost.Answer;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a roll-out's scripts do on a Windows machine, done here: the folder under {@code C:/Program
 * Files}, the version that is current, and an exporter that answers over mutual TLS with the key
 * that is in its folder.
 */
final class WindowsMachine implements AutoCloseable {
  static final String BASE = "C:/Program Files/muster-exporter";
  private static final Pattern VARIABLE =
      Pattern.compile(
          "\\$(\\w+) = \\[Text\\.Encoding\\]::UTF8\\.GetString\\(\\[Convert\\]::FromBase64String\\('([^']*)'\\)\\)");
  private static final Pattern CALL =
      Pattern.compile("^& \"\\$base/control\\.ps1\"((?: '[^']*')+)$", Pattern.MULTILINE);

  /** Further facts that it tells, or what takes the place of its own. */
  final List<String> facts = new ArrayList<>();

  /** Actions that fail, with what they say. */
  final Map<String, String> failures = new LinkedHashMap<>();

  /** The actions that were asked for, with their arguments. */
  final List<String> asked = new ArrayList<>();

  /** What PowerShell says where a policy lets it run no script. */
  @Nullable String refusal;

  private final Path base;
  private final int port;
  private final CertificateAuthority authority;
  private @Nullable HttpsServer exporter;
  private String current = "";

  WindowsMachine(Path root, CertificateAuthority authority) throws IOException {
    this.base = root.resolve(BASE);
    this.authority = authority;
    Files.createDirectories(root.resolve("C:/Program Files"));
    try (var socket = new ServerSocket(0)) {
      this.port = socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  Path base() {
    return base;
  }

  String current() {
    return current;
  }

  boolean isRunning() {
    return exporter != null;
  }

  /** Does what a script would. */
  synchronized Answer run(String script) {
    if (refusal != null) {
      return wrong(refusal);
    }
    var variables =
        VARIABLE
            .matcher(script)
            .results()
            .collect(
                Collectors.toMap(
                    found -> found.group(1),
                    found ->
                        new String(
                            Base64.getDecoder().decode(found.group(2)), StandardCharsets.UTF_8)));
    try {
      if (script.contains(ScriptTexts.of("look.ps1").strip())) {
        return variables.equals(Map.of("port", String.valueOf(port)))
            ? said(look())
            : wrong("look.ps1 was given " + variables);
      }
      if (!variables.equals(Map.of("base", BASE))) {
        return wrong("a script was given " + variables);
      }
      if (script.contains(ScriptTexts.of("prepare.ps1").strip())) {
        return said(prepare());
      }
      var call = CALL.matcher(script);
      return call.find() ? control(words(call.group(1))) : wrong("nobody knows this script");
    } catch (IOException | InterruptedException e) {
      return wrong(e.toString());
    }
  }

  private static List<String> words(String call) {
    return Stream.of(call.strip().split(" ", -1))
        .map(word -> word.substring(1, word.length() - 1))
        .toList();
  }

  private static Answer said(String text) {
    return new Answer(0, text, "");
  }

  private static Answer wrong(String why) {
    return new Answer(1, "", why + "\n");
  }

  private String look() throws IOException {
    var lines = new ArrayList<String>();
    lines.addAll(
        List.of("muster=1", "system=Windows", "machine=x86_64", "user=LAB\\pupil", "base=" + BASE));
    lines.add("place=C:/Program Files");
    lines.add("free_kb=50000000");
    if (Files.isDirectory(base)) {
      lines.add("installed=1");
      if (!current.isEmpty()) {
        lines.add("current=" + current);
      }
      for (var file : List.of("config/web-config.yml", "config/authority.pem", "config/flags")) {
        hash(file).ifPresent(hash -> lines.add("hash:" + file + "=" + hash));
      }
      hash("control.ps1").ifPresent(hash -> lines.add("hash:control=" + hash));
      for (var part : list("upload", ".part")) {
        var file = base.resolve("upload").resolve(part + ".part");
        lines.add("part=" + part + " " + Files.size(file) + " " + sha256(file));
      }
      list("versions", ".sha256").forEach(version -> lines.add("version=" + version));
      var identity = base.resolve("config/identity.pem");
      if (Files.exists(identity)) {
        String pem = Files.readString(identity);
        pem.substring(pem.indexOf("-----BEGIN CERT"))
            .lines()
            .forEach(line -> lines.add("certificate=" + line));
      }
      if (Files.exists(base.resolve("pending"))) {
        lines.add("pending=" + Files.readString(base.resolve("pending")).strip());
      }
      lines.add("running=" + (isRunning() ? "yes" : "no"));
    }
    lines.addAll(facts);
    return String.join("\n", lines) + "\n";
  }

  private java.util.Optional<String> hash(String file) throws IOException {
    var path = base.resolve(file);
    return Files.exists(path) ? java.util.Optional.of(sha256(path)) : java.util.Optional.empty();
  }

  private static String sha256(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Distributions.sha256(in, Files.size(file));
    }
  }

  private List<String> list(String folder, String end) throws IOException {
    if (!Files.isDirectory(base.resolve(folder))) {
      return List.of();
    }
    try (var files = Files.list(base.resolve(folder))) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(end))
          .map(name -> name.substring(0, name.length() - end.length()))
          .sorted()
          .toList();
    }
  }

  private String prepare() throws IOException {
    for (var part : List.of("versions", "upload", "state")) {
      Files.createDirectories(base.resolve(part));
    }
    if (Files.exists(base.resolve("lock"))) {
      return "locked=another 4711 133711\n";
    }
    Files.createDirectory(base.resolve("lock"));
    return "locked=ok\n";
  }

  private Answer control(List<String> words) throws IOException, InterruptedException {
    asked.add(String.join(" ", words));
    String action = words.getFirst();
    if (!Files.readString(base.resolve("control.ps1")).equals(ScriptTexts.of("control.ps1"))) {
      return wrong("there is another control.ps1");
    }
    if (failures.containsKey(action)) {
      return wrong(failures.getOrDefault(action, ""));
    }
    switch (action) {
      case "unpack" -> unpack(words);
      case "stage" -> stage();
      case "switch" -> change(words.get(1));
      case "confirm" -> confirm();
      case "rollback" -> rollback();
      case "release" -> delete(base.resolve("lock"));
      case "said" -> {
        return said("level=info msg=started\nlevel=error msg=\"it is broken\"\n");
      }
      case "remove" -> {
        stop();
        current = "";
        delete(base);
      }
      default -> {
        return wrong("control.ps1: unknown action '" + action + "'");
      }
    }
    return said("");
  }

  private void unpack(List<String> words) throws IOException, InterruptedException {
    var packed = base.resolve("upload").resolve(words.get(1) + ".part");
    if (!sha256(packed).equals(words.get(2))) {
      throw new IOException("what was uploaded is damaged");
    }
    var part = Files.createDirectories(base.resolve("versions/unpacking"));
    for (var kept : Files.readAllLines(base.resolve("upload/keep"))) {
      var to = part.resolve(words.get(4)).resolve(kept);
      Files.createDirectories(java.util.Objects.requireNonNull(to.getParent()));
      Files.copy(base.resolve("versions").resolve(current).resolve(kept), to);
    }
    execute("tar", "-xzf", packed.toString(), "-C", part.toString());
    for (var file :
        PackedFiles.parseList(Files.readString(base.resolve("upload/list"))).entrySet()) {
      if (!sha256(part.resolve(words.get(4)).resolve(file.getKey())).equals(file.getValue())) {
        throw new IOException(file.getKey() + " is not that of the distribution");
      }
    }
    var version = base.resolve("versions").resolve(words.get(3));
    delete(version);
    Files.move(part.resolve(words.get(4)), version);
    delete(part);
    Files.move(
        base.resolve("upload/list"), base.resolve("versions").resolve(words.get(3) + ".sha256"));
    Files.delete(packed);
    Files.delete(base.resolve("upload/keep"));
  }

  static void execute(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(List.of(command) + ": " + said);
    }
  }

  private void stage() throws IOException {
    delete(base.resolve("config.new"));
    Files.createDirectory(base.resolve("config.new"));
    if (Files.exists(base.resolve("config/identity.pem"))) {
      Files.copy(base.resolve("config/identity.pem"), base.resolve("config.new/identity.pem"));
    }
  }

  private void change(String version) throws IOException {
    Files.writeString(base.resolve("pending"), current + "\n");
    stop();
    if (Files.exists(base.resolve("config.new"))) {
      if (Files.exists(base.resolve("config"))) {
        Files.move(base.resolve("config"), base.resolve("config.old"));
      }
      Files.move(base.resolve("config.new"), base.resolve("config"));
    }
    current = version;
    start();
  }

  private void confirm() throws IOException {
    for (var one : List.of("pending", "config.old", "upload", "lock")) {
      delete(base.resolve(one));
    }
  }

  private void rollback() throws IOException {
    stop();
    if (Files.exists(base.resolve("config.old"))) {
      delete(base.resolve("config"));
      Files.move(base.resolve("config.old"), base.resolve("config"));
    }
    current = Files.readString(base.resolve("pending")).strip();
    delete(base.resolve("pending"));
    delete(base.resolve("lock"));
    if (!current.isEmpty()) {
      start();
    }
  }

  /** A version in which there is a file called broken does not listen. */
  private void start() throws IOException {
    if (Files.exists(base.resolve("versions").resolve(current).resolve("broken"))) {
      return;
    }
    var pem = base.resolve("config/identity.pem");
    var context = Tls.context(Identity.read(pem, pem), authority.trust());
    var server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            var wanted = context.getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] page = "up 1\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    exporter = server;
  }

  private void stop() {
    var running = exporter;
    if (running != null) {
      running.stop(0);
      exporter = null;
    }
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (var all = Files.walk(path)) {
      for (var one : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  @Override
  public void close() {
    stop();
  }
}
