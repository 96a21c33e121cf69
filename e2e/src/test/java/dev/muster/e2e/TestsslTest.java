package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What testssl.sh finds at the server's port and at an exporter's: nothing above LOW. */
@Timeout(1800)
class TestsslTest {
  private static final Path BINARY = Path.of("/usr/bin/testssl");
  private static final Set<String> FINE = Set.of("OK", "INFO", "LOW");

  /**
   * What is no finding: that the fleet's own authority, which nobody else trusts, keeps no list of
   * revoked certificates (a certificate is revoked by taking it out of the fleet file), and that
   * the openssl that testssl.sh uses cannot do some things nobody uses.
   */
  private static final Set<String> EXPECTED = Set.of("cert_revocation", "engine_problem");

  private static final String RENEGOTIATION = "secure_client_renego";

  /** Protocols, ciphers, forward secrecy, certificate, headers, known weaknesses. */
  private static final List<String> ALL = List.of("-p", "-s", "-f", "-S", "-h", "-U");

  @TempDir Path folder;

  @Test
  void serverAndExporter_haveNothingAboveLow() throws Exception {
    assumeTrue(
        Files.isExecutable(BINARY), "skipped: there is no testssl; apt-get install testssl.sh");
    var data = folder.resolve("data");
    var fleet = folder.resolve("fleet.xml");
    int exporterPort = MusterProcess.freePort();
    Fleets.write(fleet, exporterPort, 0, "");
    try (var muster = MusterProcess.up(data, fleet)) {
      Process server = start("server", muster.port(), data, ALL);
      Process exporter = start("exporter", exporterPort, data, ALL);
      assertNothingAboveLow("server", muster.port(), data, server);
      assertNothingAboveLow("exporter", exporterPort, data, exporter);
    }
  }

  private Process start(String name, int port, Path data, List<String> checks) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                BINARY.toString(),
                "--openssl=/usr/bin/openssl",
                "--add-ca=" + data.resolve("ca").resolve("ca.pem"),
                "--quiet",
                "--color=0",
                "--warnings=off",
                "--ip=one",
                "--jsonfile=" + json(name)));
    command.addAll(checks);
    command.add("https://127.0.0.1:" + port);
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(log(name).toFile())
        .start();
  }

  private Path json(String name) {
    return folder.resolve(name + ".json");
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private void assertNothingAboveLow(String name, int port, Path data, Process first)
      throws Exception {
    Map<String, JsonNode> findings = findings(name, first);
    assertThat(findings)
        .as(name)
        .containsKeys("TLS1_2", "TLS1_3", "cert_chain_of_trust", RENEGOTIATION, "BREACH");
    for (int i = 0; i < 10 && !doubtful(findings).isEmpty(); i++) {
      String again = name + "-again-" + i;
      List<String> checks = doubtful(findings).equals(Set.of(RENEGOTIATION)) ? List.of("-R") : ALL;
      findings.putAll(findings(again, start(again, port, data, checks)));
    }
    assertThat(findings.values())
        .as(name)
        .filteredOn(finding -> !FINE.contains(severity(finding)))
        .isEmpty();
  }

  /** What a run found, by what it looked for. */
  private Map<String, JsonNode> findings(String run, Process testssl) throws Exception {
    try {
      testssl.waitFor();
    } finally {
      testssl.destroyForcibly();
    }
    assertThat(json(run)).as(Files.readString(log(run))).exists();
    Map<String, JsonNode> findings = new HashMap<>();
    for (JsonNode finding : new JsonMapper().readTree(json(run).toFile())) {
      String id = finding.get("id").asString();
      if (!EXPECTED.contains(id)) {
        findings.put(id, finding);
      }
    }
    return findings;
  }

  /**
   * What is worth another look on a busy machine: a check that says that it came to nothing, and
   * renegotiation, where a server has one second to refuse and silence is taken for consent. A
   * refusal is proof.
   */
  private static Set<String> doubtful(Map<String, JsonNode> findings) {
    Set<String> doubtful = new HashSet<>();
    findings.forEach((id, finding) -> {
      String severity = severity(finding);
      if (severity.equals("WARN") || (id.equals(RENEGOTIATION) && !severity.equals("OK"))) {
        doubtful.add(id);
      }
    });
    return doubtful;
  }

  private static String severity(JsonNode finding) {
    return finding.get("severity").asString();
  }
}
