package dev.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Client;
import dev.muster.web.ClientFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Client CLIENT =
      new Client(
          "lab-1",
          "",
          "10.1.2.3",
          new Client.SshLogin(22, "root", null, null),
          new Client.ExporterAccess(10100, true, "/metrics", "", null, null),
          List.of(),
          List.of(),
          false);
  private static final Distribution DISTRIBUTION =
      new Distribution(
          Path.of("x"), "1.2.0", "linux", "x86_64", "abcdef012345" + "0".repeat(52), 1);
  private static final RolloutOptions OPTIONS =
      new RolloutOptions(
          8, 0, 9, false, false, Duration.ofSeconds(9), Duration.ZERO, List.of("--log.level=warn"));

  /** Gives certificates that are due when they say so. */
  private static final Credentials CREDENTIALS =
      new Credentials() {
        @Override
        public String authorityPem() {
          return "AUTHORITY\n";
        }

        @Override
        public String issue(Client client) {
          return "KEY\n";
        }

        @Override
        public String due(Client client, String certificates) {
          return certificates.isEmpty() ? "it has none" : certificates.contains("due") ? "due" : "";
        }

        @Override
        public SSLContext scraper() {
          throw new AssertionError("a plan asks nobody");
        }
      };

  private static final Settings SETTINGS = Settings.of(CLIENT, DISTRIBUTION, CREDENTIALS, OPTIONS);
  private static final String VERSION = "1.2.0-abcdef012345";

  private static String asItShouldBe() {
    var files = SETTINGS.files("/opt/muster-exporter");
    return """
    muster=1
    base=/opt/muster-exporter
    installed=1
    current=%s
    version=%s
    running=yes
    certificate=fine
    hash:config/web-config.yml=%s
    hash:config/authority.pem=%s
    hash:config/flags=%s
    """
        .formatted(
            VERSION,
            VERSION,
            PackedFiles.sha256(files.getOrDefault(ClientFiles.WEB_CONFIG, "")),
            PackedFiles.sha256(files.getOrDefault(ClientFiles.AUTHORITY, "")),
            PackedFiles.sha256(files.getOrDefault("flags", "")));
  }

  private static Plan plan(String facts) {
    return Plan.of(CLIENT, Facts.parse(facts), SETTINGS, CREDENTIALS);
  }

  @Test
  void nothing_whereAllIsAsItShouldBe() {
    assertThat(plan(asItShouldBe()).isEmpty()).isTrue();
    assertThat(plan(asItShouldBe()).text()).isEqualTo("nothing to do");
  }

  @Test
  void everything_whereNothingIs() {
    var plan = plan("muster=1\nbase=/opt/muster-exporter\n");
    assertThat(plan.steps())
        .containsExactly(
            new Step.Bring(VERSION, "version " + VERSION),
            new Step.Certify("it has none"),
            new Step.Configure(List.of("web-config.yml", "authority.pem", "flags")),
            new Step.Start(VERSION, "first start"));
  }

  @Test
  void anotherVersion_takesItsPlace() {
    var plan = plan(asItShouldBe().replace("current=" + VERSION, "current=1.1.0-0"));
    assertThat(plan.text()).isEqualTo("in place of 1.1.0-0");
    assertThat(plan.brings()).isFalse();
  }

  @Test
  void dueCertificate_isAllThatIsChanged() {
    var plan = plan(asItShouldBe().replace("certificate=fine", "certificate=due"));
    assertThat(plan.text()).isEqualTo("a certificate (due), started again");
    assertThat(plan.certifies()).isTrue();
  }

  @Test
  void damagedFiles_areBroughtAgain() {
    assertThat(plan(asItShouldBe() + "damaged=1\n").text())
        .isEqualTo("files of version " + VERSION + " were changed there, started again");
  }

  @Test
  void stoppedOrUnfinished_isStarted() {
    assertThat(plan(asItShouldBe().replace("running=yes", "running=no")).text())
        .isEqualTo("it did not run");
    assertThat(plan(asItShouldBe() + "pending=1.0-0\n").text())
        .isEqualTo("an earlier roll-out was not finished");
  }

  @Test
  void flags_areOneALine() {
    assertThat(SETTINGS.files("/b").get("flags"))
        .isEqualTo(
            """
            --web.listen-address=:10100
            --web.config.file=/b/config/web-config.yml
            --path.state=/b/state
            --log.level=warn
            """);
  }
}
