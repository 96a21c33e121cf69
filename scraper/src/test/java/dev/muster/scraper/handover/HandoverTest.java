package dev.muster.scraper.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
final class HandoverTest {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final URI SERVER = URI.create("https://muster.example.org:10090");
  private static final String FLEET =
      """
      <fleet>
        <scrape interval="15s"/>
        <remote-write name="far away" url="https://m.example.org/api/v1/write" token="hunter2"/>
        <defaults mail="it@example.org">
          <alert type="memory" limit="50%" for="1m" clear="45%"/>
          <alert type="disk" limit="90%"/>
          <alert type="offline" for="2m"/>
        </defaults>
        <client name="a" ip="10.1.2.1"/>
        <group name="lab &quot;1&quot;" mail="lab@example.org,it@example.org">
          <client name="b" ip="10.1.2.2"><alert type="memory" limit="80%" for="5m"/></client>
          <client name="c" ip="fe80::1" exporter-scheme="http" exporter-path="/node?collect[]=cpu&amp;x=1"
              exporter-username="u" exporter-password="hunter2"/>
          <client name="d" ip="10.1.2.4" exporter-username="u" exporter-password="hunter3">
            <alert type="uptime" limit="1d" when="below"/>
          </client>
          <client name="pinned" ip="10.1.2.5"
              exporter-certificate="abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"/>
        </group>
      </fleet>
      """;

  @TempDir Path folder;

  private Fleet fleet() throws Exception {
    var file = Files.writeString(folder.resolve("fleet.xml"), FLEET);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return FleetFile.read(file, Map.of());
  }

  @Test
  void files_areTakenByPromtool_andHoldNoSecret() throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), "no promtool here");
    for (boolean byHttp : List.of(true, false)) {
      assertThat(checked(new Handover(SERVER, byHttp), fleet()))
          .contains("SUCCESS")
          .doesNotContain("duplicate", "WARNING");
      var rules = folder.resolve("out-" + byHttp).resolve(Handover.RULES);
      assertThat(promtool("check", "rules", rules.toString()))
          .contains("SUCCESS")
          .doesNotContain("duplicate");
    }
  }

  /** What promtool says of a hand-over's configuration, beside which is all that it names. */
  private String checked(Handover handover, Fleet fleet) throws Exception {
    var out = Files.createDirectory(folder.resolve("out-" + handover.byHttp()));
    for (var file : handover.files(fleet).entrySet()) {
      assertThat(file.getValue()).doesNotContain("hunter");
      write(out.resolve(file.getKey()), file.getValue());
    }
    for (var secret : Handover.secrets(fleet).entrySet()) {
      write(out.resolve(secret.getKey()), secret.getValue().value());
    }
    for (var name :
        List.of(
            Handover.AUTHORITY,
            Handover.CERTIFICATE,
            Handover.KEY,
            Handover.TOKEN,
            Handover.ALERTS_TOKEN)) {
      write(out.resolve(name), "");
    }
    return promtool("check", "config", out.resolve(Handover.CONFIG).toString());
  }

  private static void write(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void config_namesServerFilesAndRules() throws Exception {
    assertThat(PrometheusConfig.of(fleet(), new Handover(SERVER, true)))
        .contains(
            "  - job_name: \"node\"\n",
            "url: \"https://muster.example.org:10090/sd/targets?job=node\"",
            "credentials_file: \"muster.token\"",
            "cert_file: \"client.pem\"",
            "rule_files: [\"muster-rules.yml\"]",
            "credentials_file: \"remote-write-1.token\"",
            "credentials_file: \"alerts.token\"",
            "targets: [\"muster.example.org:10090\"]",
            "action: labeldrop")
        .containsPattern("password_file: \"node-[0-9a-f]{8}.password\"");
    assertThat(Handover.differences(fleet()))
        .singleElement()
        .asString()
        .startsWith("client pinned has exporter-certificate");
  }

  @Test
  void jobs_keepTheirNames_whateverOtherClientsComeAndGo() throws Exception {
    var all = Targets.jobs(fleet());
    assertThat(all).hasSize(4).startsWith("node").doesNotHaveDuplicates();
    var file = folder.resolve("fleet.xml");
    Files.writeString(file, FLEET.replace("<client name=\"a\" ip=\"10.1.2.1\"/>", ""));
    assertThat(Targets.jobs(FleetFile.read(file, Map.of()))).hasSameElementsAs(all);
    Files.writeString(file, FLEET.replaceAll("(?s)<client name=\"c\".*?/>", ""));
    assertThat(all).containsAll(Targets.jobs(FleetFile.read(file, Map.of())));
  }

  @Test
  void clientsOverSsh_areLeftOut_andNamed() throws Exception {
    var file = folder.resolve("fleet.xml");
    Files.writeString(
        file,
        """
        <fleet>
          <client name="a" ip="10.1.2.1"/>
          <client name="b" ip="10.1.2.2" via="ssh" username="u" key-file="id"/>
          <client name="c" ip="10.1.2.3" via="ssh-once" username="u" key-file="id"
              exporter-username="u" exporter-password="hunter2"
              exporter-certificate="abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"/>
        </fleet>
        """);
    Files.writeString(folder.resolve("id"), "none");
    var fleet = FleetFile.read(file, Map.of());
    var sentence = "left out, for Prometheus cannot scrape through SSH (via): b, c";
    assertThat(Handover.differences(fleet)).containsExactly(sentence);
    for (boolean byHttp : List.of(true, false)) {
      var files = new Handover(SERVER, byHttp).files(fleet);
      assertThat(files.get(Handover.CONFIG)).contains("\n# " + sentence + "\nscrape_configs:\n");
      assertThat(String.join("", files.values())).doesNotContain("10.1.2.2", "10.1.2.3");
    }
    assertThat(Handover.secrets(fleet)).isEmpty();
    assertThat(new JsonMapper().readTree(Targets.json(fleet, "", group -> true))).hasSize(1);
    assertThat(Handover.notScraped(fleet())).isEmpty();
    assertThat(PrometheusConfig.of(fleet(), new Handover(SERVER, true))).doesNotContain("SSH");
    assumeTrue(Files.isExecutable(PROMTOOL), "no promtool here");
    assertThat(checked(new Handover(SERVER, false), fleet)).contains("SUCCESS");
    Files.writeString(file, Files.readString(file).replaceAll("<client name=\"a\".*/>", ""));
    assertThat(checked(new Handover(SERVER, true), FleetFile.read(file, Map.of())))
        .contains("SUCCESS");
  }

  @Test
  void targets_haveClientGroupAndMail() throws Exception {
    var groups = new JsonMapper().readTree(Targets.json(fleet(), "", group -> true));
    assertThat(groups).hasSize(5);
    assertThat(groups.get(0).toString())
        .isEqualTo(
            "{\"targets\":[\"10.1.2.1:10100\"],\"labels\":{\"__metrics_path__\":\"/metrics\","
                + "\"__scheme__\":\"https\",\"client\":\"a\",\"job\":\"node\","
                + "\"mail\":\"it@example.org\"}}");
    assertThat(groups.get(2).toString())
        .contains(
            "[fe80::1]:10100",
            "\"__scheme__\":\"http\"",
            "\"__metrics_path__\":\"/node\"",
            "\"__param_x\":\"1\"",
            "\"group\":\"lab \\\"1\\\"\"",
            "\"mail\":\"lab@example.org,it@example.org\"");
    assertThat(Targets.json(fleet(), "", group -> group.isEmpty()))
        .contains("\"a\"")
        .doesNotContain("\"b\"");
    assertThat(Targets.json(fleet(), "nothing", group -> true)).isEqualTo("[ ]\n");
    assertThat(Targets.yaml(fleet(), "node")).startsWith("- targets: [\"10.1.2.1:10100\"]\n");
  }

  /** The life of alerts of limits, by Prometheus's own evaluation of the generated rules. */
  @Test
  void rules_judgeAsMusterDoes() throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), "no promtool here");
    write(folder.resolve(Handover.RULES), LimitRules.of(fleet()));
    try (var test = getClass().getResourceAsStream("limit-rules.test.yml")) {
      write(
          folder.resolve("test.yml"),
          new String(
              java.util.Objects.requireNonNull(test).readAllBytes(), StandardCharsets.UTF_8));
    }
    assertThat(promtool("test", "rules", folder.resolve("test.yml").toString()))
        .contains("SUCCESS");
  }

  private static String promtool(String... arguments) throws Exception {
    var command = new java.util.ArrayList<>(List.of(PROMTOOL.toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
