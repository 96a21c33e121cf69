package dev.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptsTest {
  /** What sh makes of a script that it reads from its input. */
  private static String sh(String script) throws IOException, InterruptedException {
    var process = new ProcessBuilder("sh", "-s").redirectErrorStream(true).start();
    try (var out = process.getOutputStream()) {
      out.write(script.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "it's",
        "$(touch /tmp/x)",
        "`id`",
        "a\\b",
        "two\nlines",
        "\"",
        "'; exit 1; '",
        "*",
        "é%!#&|<>",
        ""
      })
  void values_arriveAsTheyAre(String value) throws Exception {
    assertThat(sh(Scripts.with(Map.of("x", value), "printf '%s' \"$x\""))).isEqualTo(value);
  }

  @Test
  void script_isReadWholeBeforeItRuns() throws Exception {
    assertThat(sh(Scripts.with(Map.of(), "cat; echo still here"))).isEqualTo("still here\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"look.sh", "prepare.sh", "control.sh"})
  void scripts_areShells(String name) throws Exception {
    var process = new ProcessBuilder("sh", "-n").redirectErrorStream(true).start();
    try (var out = process.getOutputStream()) {
      out.write(ScriptTexts.of(name).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(process.getInputStream().readAllBytes()).asString(StandardCharsets.UTF_8).isEmpty();
  }

  @Test
  void look_tellsOfThisMachine() throws Exception {
    var facts = Facts.parse(sh(Scripts.with(Map.of("port", "10100"), ScriptTexts.of("look.sh"))));
    assertThat(facts.isWhole()).isTrue();
    assertThat(facts.system()).isEqualTo("linux");
    assertThat(facts.all("lacks")).isEmpty();
    assertThat(facts.freeBytes()).isPositive();
    assertThat(facts.base()).endsWith("/muster-exporter");
  }
}
