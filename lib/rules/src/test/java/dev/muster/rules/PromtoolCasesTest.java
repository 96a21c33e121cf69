package dev.muster.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.rules.unittest.RuleTests;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same tests of rules pass here and with promtool, where that is installed. */
class PromtoolCasesTest {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  private static Path file(String name) throws URISyntaxException {
    var url = PromtoolCasesTest.class.getResource("cases/" + name + ".test.yml");
    return Path.of(Objects.requireNonNull(url, name).toURI());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fleet", "templates"})
  void cases_passHere(String name) throws URISyntaxException {
    var result = new RuleTests(Promqls.EXPRESSIONS, Promqls::engine).run(file(name));
    assertThat(result.failures()).isEmpty();
    assertThat(result.cases()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fleet", "templates"})
  void cases_passWithPromtool(String name) throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), "promtool is not installed");
    assertThat(promtool("test", "rules", file(name).toString())).contains("SUCCESS");
  }

  private static String promtool(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(PROMTOOL.toString());
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
