package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What testssl.sh finds at the server's port and at an exporter's: nothing above LOW. */
@Timeout(600)
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
      assertNothingAboveLow("server", server);
      assertNothingAboveLow("exporter", exporter);
      assertRefusesRenegotiation("server", muster.port(), data);
      assertRefusesRenegotiation("exporter", exporterPort, data);
    }
  }

  /**
   * testssl.sh gives the server a second to refuse, and takes silence for consent. A refusal is
   * proof, so on a busy machine it is asked again.
   */
  private void assertRefusesRenegotiation(String name, int port, Path data) throws Exception {
    String severity = "";
    for (int i = 0; i < 10 && !severity.equals("OK"); i++) {
      String again = name + "-renegotiation-" + i;
      Process testssl = start(again, port, data, List.of("-R"));
      assertThat(testssl.waitFor(100, TimeUnit.SECONDS)).isTrue();
      for (JsonNode finding : new JsonMapper().readTree(json(again).toFile())) {
        if (finding.get("id").asString().equals(RENEGOTIATION)) {
          severity = finding.get("severity").asString();
        }
      }
    }
    assertThat(severity).as(name).isEqualTo("OK");
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

  private void assertNothingAboveLow(String name, Process testssl) throws Exception {
    assertThat(testssl.waitFor(500, TimeUnit.SECONDS)).isTrue();
    assertThat(json(name)).as(Files.readString(log(name))).exists();
    List<String> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (JsonNode finding : new JsonMapper().readTree(json(name).toFile())) {
      String id = finding.get("id").asString();
      seen.add(id);
      if (!id.equals(RENEGOTIATION)
          && !EXPECTED.contains(id)
          && !FINE.contains(finding.get("severity").asString())) {
        found.add(finding.toString());
      }
    }
    assertThat(found).as(name).isEmpty();
    assertThat(seen)
        .as(name)
        .contains("TLS1_2", "TLS1_3", "cert_chain_of_trust", RENEGOTIATION, "BREACH");
  }
}
