package dev.muster.scraper.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.fleet.FleetFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class PrometheusConfigTest {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final String FLEET =
      """
      <fleet>
        <rules file="rules*.yml"/>
        <scrape interval="30s" timeout="5s" sample-limit="1000"/>
        <global evaluation-interval="20s"><label name="replica" value="a b"/></global>
        <remote-write name="central" url="https://m.example.org/api/v1/write?key=hunter2" token="hunter2"
            batch="500">
          <filter keep="node_.*"/>
          <filter label="group" drop="lab-.*"/>
          <label name="site" value="no$rth &quot;1&quot;"/>
        </remote-write>
        <client name="plain" ip="10.1.2.1"/>
        <group name="lab-1">
          <client name="same" ip="10.1.2.2"/>
          <client name="six" ip="fe80::1" exporter-scheme="http" exporter-path="/node?collect[]=cpu&amp;x=1"
              exporter-username="u" exporter-password="hunter2">
            <metrics keep="node_.*|windows_.*" drop="go_.*" honor-labels="yes"/>
          </client>
          <client name="token" ip="10.1.2.3" exporter-token="hunter2" exporter-verify="never"/>
          <client name="pinned" ip="10.1.2.4"
              exporter-certificate="abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"/>
        </group>
      </fleet>
      """;

  @TempDir Path folder;

  private String config() throws Exception {
    var file = Files.writeString(folder.resolve("fleet.xml"), FLEET);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(folder.resolve("rules-1.yml"), "groups: []\n");
    var authority = Files.writeString(folder.resolve("ca.pem"), "");
    return PrometheusConfig.of(FleetFile.read(file, Map.of()), authority);
  }

  @Test
  void fleet_isAPrometheusYml_withoutSecrets() throws Exception {
    assertThat(config().replaceFirst("node-[0-9a-f]{8}", "node-ID"))
        .doesNotContain("hunter2")
        .contains("\nrule_files: [\"" + folder.resolve("rules-1.yml") + "\"]\n")
        .startsWith(
            """
            global:
              scrape_interval: 30000ms
              scrape_timeout: 5000ms
              evaluation_interval: 20000ms
              external_labels:
                replica: "a b"
            scrape_configs:
              - job_name: "node"
                scheme: https
                metrics_path: "/metrics"
                honor_labels: false
                honor_timestamps: true
                body_size_limit: 10485760B
                sample_limit: 1000
                label_limit: 64
                label_name_length_limit: 512
                label_value_length_limit: 8192
                tls_config:
                  ca_file: "%s/ca.pem"
                static_configs:
                  - targets: ["10.1.2.1:10100"]
                    labels:
                      job: "node"
                      client: "plain"
                  - targets: ["10.1.2.2:10100"]
                    labels:
                      job: "node"
                      client: "same"
                      group: "lab-1"
              - job_name: "node-ID"
                scheme: http
                metrics_path: "/node"
                params:
                  "collect[]": ["cpu"]
                  "x": ["1"]
                honor_labels: true
            """
                .formatted(folder))
        .contains(
            "password: <secret>",
            "credentials: <secret>",
            "insecure_skip_verify: true",
            "# the one certificate with SHA-256 abcdef",
            "regex: \"node_.*|windows_.*\"");
  }

  @Test
  void fleet_isTakenByPromtool() throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), "no promtool here");
    var file = Files.writeString(folder.resolve("prometheus.yml"), config());
    var process =
        new ProcessBuilder(PROMTOOL.toString(), "check", "config", file.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("SUCCESS");
  }
}
