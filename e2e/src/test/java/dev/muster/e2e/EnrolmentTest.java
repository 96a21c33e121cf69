package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.enroll.EnrollCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Machines enrol with a real server, by the exporter's own command and by the line to paste. */
@Timeout(300)
class EnrolmentTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int MACHINES = 50;

  @TempDir Path folder;
  private final List<Process> exporters = new ArrayList<>();
  private Path data;
  private Path fleet;
  private MusterProcess muster;

  /** How a command ended, and what it said. */
  private record Finished(int code, String said) {}

  @BeforeEach
  void start() throws Exception {
    data = folder.resolve("data");
    fleet =
        Files.writeString(
            folder.resolve("fleet.xml"), "<fleet><scrape interval=\"1s\" timeout=\"1s\"/></fleet>");
    muster = MusterProcess.up(data, fleet);
  }

  @AfterEach
  void stop() {
    exporters.forEach(Process::destroyForcibly);
    muster.close();
  }

  private JsonNode ask(String method, String path, String json) throws Exception {
    var answer =
        method.equals("GET")
            ? muster.get("/api/muster/v1/" + path)
            : muster.send(method, "/api/muster/v1/" + path, json);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return JSON.readTree(answer.body()).get("data");
  }

  private String token(String json) throws Exception {
    return ask("POST", "enrollment-tokens", json).get("token").stringValue();
  }

  private String authority() throws Exception {
    try (var in = Files.newInputStream(muster.authority())) {
      var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      var sha256 = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(sha256);
    }
  }

  private Finished enroll(String name, int port, String token) throws Exception {
    var said = new StringWriter();
    int code =
        new CommandLine(new EnrollCommand("1.0"))
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(said))
            .execute(
                "--url=https://127.0.0.1:" + muster.port(),
                "--authority-sha256=" + authority(),
                "--token=" + token,
                "--name=" + name,
                "--port=" + port,
                "--folder=" + base(name),
                "--wait=0s");
    return new Finished(code, said.toString());
  }

  private Path base(String name) {
    return folder.resolve("machines").resolve(name);
  }

  private static List<String> exporterCommand() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-Xmx128m",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "dev.muster.exporter.Main");
  }

  private void startExporter(String name, int port) throws IOException {
    var command = new ArrayList<>(exporterCommand());
    command.add("--web.config.file=" + base(name).resolve("config").resolve("web-config.yml"));
    command.add("--web.listen-address=127.0.0.1:" + port);
    command.add("--path.state=" + base(name).resolve("state"));
    var log = base(name).resolve("exporter.log").toFile();
    exporters.add(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start());
  }

  private void awaitUp(String client) throws Exception {
    muster.await(
        PATIENCE,
        "a scrape of " + client,
        () -> {
          var result = muster.query("up{client=\"" + client + "\"}").get("result");
          return !result.isEmpty() && result.get(0).get("value").get(1).stringValue().equals("1");
        });
  }

  /** All different: two machines at one address and port are no two machines. */
  private static List<Integer> ports() throws IOException {
    var ports = new LinkedHashSet<Integer>();
    while (ports.size() < MACHINES) {
      ports.add(MusterProcess.freePort());
    }
    return List.copyOf(ports);
  }

  @Test
  void fiftyAtOnceWithOneToken_areAllIn_theNextIsRefused_andTheyAreScraped() throws Exception {
    var token = token("{\"name\": \"lab\", \"group\": \"lab-2\", \"atOnce\": true, \"uses\": 50}");
    var ports = ports();
    var all = new ArrayList<Callable<Finished>>();
    for (int i = 0; i < MACHINES; i++) {
      int port = ports.get(i);
      String name = "pc" + i;
      all.add(() -> enroll(name, port, token));
    }
    try (var threads = Executors.newFixedThreadPool(MACHINES)) {
      for (var one : threads.invokeAll(all)) {
        assertThat(one.get().code()).as(one.get().said()).isZero();
      }
    }
    var refused = enroll("pc50", MusterProcess.freePort(), token);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.said()).contains("was for 50 machines, and as many used it");
    try (var files = Files.list(folder.resolve("fleet.d"))) {
      assertThat(files).hasSize(MACHINES);
    }
    for (int i : new int[] {0, 49}) {
      startExporter("pc" + i, ports.get(i));
      awaitUp("pc" + i);
    }
    muster.await(
        PATIENCE,
        "a scrape of all",
        () -> {
          var result = muster.query("count(up{group=\"lab-2\"})").get("result");
          return !result.isEmpty() && result.get(0).get("value").get(1).stringValue().equals("50");
        });
    assertThat(muster.output()).doesNotContain(token);
  }

  @Test
  void pastedLine_installsAndWaits_overAKilledServer_untilSomebodyAccepts() throws Exception {
    distribution();
    var token = token("{\"name\": \"one\", \"atOnce\": false, \"uses\": 1}");
    var base = folder.resolve("base");
    int port = MusterProcess.freePort();
    var installed = paste(token, base, port);
    assertThat(installed.said())
        .contains("muster: waits to be accepted in Admin > Enrolment")
        .contains("muster: no systemd is used: a plain process")
        .doesNotContain(token);
    assertThat(installed.code()).isZero();
    try {
      muster.kill();
      muster = MusterProcess.up(data, fleet, muster.port());
      var waiting = ask("GET", "enrollments", "");
      assertThat(waiting.get("pending").intValue()).isEqualTo(1);
      var id = waiting.get("enrollments").get(0).get("id").stringValue();
      ask("POST", "enrollments/" + id + "/accept", "{\"name\": \"lab2-01\", \"group\": \"lab-2\"}");
      assertThat(folder.resolve("fleet.d").resolve("lab2-01.xml"))
          .content()
          .contains("ip=\"127.0.0.1\" exporter-port=\"" + port + "\"");
      awaitUp("lab2-01");
      var identity = base.resolve("config").resolve("identity.pem");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(identity)))
          .isEqualTo("rw-------");
      assertThat(base.resolve("config").resolve("enrollment.properties")).doesNotExist();
      assertThat(paste("muster_other", base, port).said())
          .contains("the token is not known here; ask for a new one");
    } finally {
      long pid = Long.parseLong(Files.readString(base.resolve("state/pid")).strip());
      ProcessHandle.of(pid)
          .ifPresent(started -> {
            started.descendants().forEach(ProcessHandle::destroyForcibly);
            started.destroyForcibly();
          });
    }
  }

  /** An exporter packed as {@code ./package} packs it, but that it borrows this Java. */
  private void distribution() throws Exception {
    var program = folder.resolve("packed").resolve("muster-exporter-1.0-linux-x86_64/bin");
    Files.createDirectories(program);
    var quoted = exporterCommand().stream().map(part -> "'" + part + "'").toList();
    var script =
        Files.writeString(
            program.resolve("muster-exporter"),
            "#!/bin/sh\nexec " + String.join(" ", quoted) + " \"$@\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    var machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    var packed = Files.createDirectories(data.resolve("distributions"));
    var tar =
        new ProcessBuilder(
                "tar",
                "-czf",
                packed.resolve("muster-exporter-1.0-linux-" + machine + ".tar.gz").toString(),
                "-C",
                folder.resolve("packed").toString(),
                "muster-exporter-1.0-linux-x86_64")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
  }

  /** The line as the page shows it, with the flags that keep it to a folder of its own. */
  private Finished paste(String token, Path base, int port) throws Exception {
    var lines = ask("GET", "enrollment-tokens", "").get("lines");
    String line =
        lines
                .get(0)
                .get("text")
                .stringValue()
                .replace("{url}", "https://127.0.0.1:" + muster.port())
                .replace("{token}", token)
            + " --no-service --wait 1s --name pc1 --port "
            + port
            + " --folder "
            + base;
    var output = folder.resolve("paste.log");
    var process =
        new ProcessBuilder("sh", "-c", line)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return new Finished(process.exitValue(), Files.readString(output));
  }
}
