package dev.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.fleet.Client;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsTest {
  private static Client client(String user) {
    return new Client(
        "lab-1",
        "",
        "10.1.2.3",
        new Client.SshLogin(22, user, null, null),
        new Client.ExporterAccess(10100, true, "/metrics", "", null, null),
        List.of(),
        List.of(),
        false);
  }

  @Test
  void lines_areValuesByName() {
    var facts =
        Facts.parse(
            "motd of the machine\nmuster=1\nbase=/b=c\nother=x\nother=y\npart=a 12 ff\nfree_kb=3\n");
    assertThat(facts.base()).isEqualTo("/b=c");
    assertThat(facts.all("other")).containsExactly("x", "y");
    assertThat(facts.part("a")).contains(new Facts.Part("a", 12, "ff"));
    assertThat(facts.part("b")).isEmpty();
    assertThat(facts.freeBytes()).isEqualTo(3072);
    assertThat(Facts.parse("muster=2\n").isWhole()).isFalse();
    assertThat(Facts.parse("part=a many ff\n").part("a")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Linux,x86_64,linux,x86_64",
    "Darwin,arm64,macos,aarch64",
    "Windows,AMD64,windows,x86_64",
    "SunOS,sparc,SunOS,sparc"
  })
  void machines_asDistributionsNameThem(
      String system, String machine, String asSystem, String asMachine) {
    var facts = Facts.parse("system=" + system + "\nmachine=" + machine);
    assertThat(List.of(facts.system(), facts.machine())).containsExactly(asSystem, asMachine);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listener=node_exporter (process 7)|port 10100 is taken there by node_exporter (process 7)",
        "readonly=/home|may not write /home",
        "lacks=tar|lacks the programs tar",
      })
  void whatIsMissing_isSaid(String fact, String sentence) {
    assertThatThrownBy(() -> Requirements.check(client("root"), Facts.parse(fact)))
        .isInstanceOf(RolloutException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void ownExporter_mayListen() {
    assertThatCode(() -> Requirements.check(client("root"), Facts.parse("listener=own")))
        .doesNotThrowAnyException();
    assertThat(Requirements.beside(Facts.parse("other=a running node_exporter")))
        .isEqualTo("; left alone: a running node_exporter");
  }
}
