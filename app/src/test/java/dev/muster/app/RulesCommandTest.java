package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of rule files and their tests. */
class RulesCommandTest {
  private static final String RULES =
      """
      groups:
        - name: g
          rules:
            - record: up:sum
              expr: sum(up)
            - alert: Down
              expr: up == 0
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path rules;

  @BeforeEach
  void write() throws IOException {
    rules = Files.writeString(folder.resolve("a.rules.yml"), RULES);
  }

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void rightRules_areCounted() {
    assertThat(run("check", "rules", rules.toString())).isZero();
    assertThat(out.toString()).isEqualTo(rules + ": 1 group, 2 rules\n");
  }

  @Test
  void wrongRules_areLocated() throws IOException {
    Files.writeString(rules, RULES.replace("sum(up)", "sum(up"));
    assertThat(run("check", "rules", rules.toString())).isEqualTo(2);
    assertThat(err.toString()).startsWith(rules + ":5:15: could not parse expression: ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void fleetFile_isCheckedWithItsRules() throws IOException {
    var fleet =
        Files.writeString(
            folder.resolve("fleet.xml"),
            "<fleet><rules file=\"*.rules.yml\"/><client ip=\"10.0.0.1\"/></fleet>");
    assertThat(run("check", fleet.toString())).isZero();
    assertThat(out.toString()).contains("10.0.0.1", "rules    1 group, 2 rules");
    Files.writeString(folder.resolve("b.rules.yml"), "groups:\n  - nam: x\n");
    assertThat(run("check", fleet.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("b.rules.yml:2:5: unknown key \"nam\" in a group; use ");
  }

  @Test
  void check_ofNothing_isWrongUsage() {
    assertThat(run("check")).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required parameter: 'FILE'");
  }

  private Path test(String value) throws IOException {
    return Files.writeString(
        folder.resolve("a.test.yml"),
        """
        rule_files: [a.rules.yml]
        tests:
          - name: sums
            input_series:
              - series: up{client="pc1"}
                values: 1 1
            promql_expr_test:
              - expr: up:sum
                eval_time: 1m
                exp_samples:
                  - labels: up:sum
                    value: %s
        """
            .formatted(value));
  }

  @Test
  void tests_passAndFail() throws IOException {
    var file = test("1").toString();
    assertThat(run("test", "rules", file)).isZero();
    assertThat(out.toString()).isEqualTo(file + ": 1 passed\n");
    test("2");
    assertThat(run("test", "rules", file)).isEqualTo(1);
    assertThat(out.toString())
        .contains("FAILED", "test \"sums\": up:sum at 60s:", "expected up:sum 2", "up:sum 1");
  }

  @Test
  void wrongTests_areLocated() throws IOException {
    var file = test("much").toString();
    assertThat(run("test", "rules", file)).isEqualTo(2);
    assertThat(err.toString()).isEqualTo(file + ":12:20: no number: much; give one such as 1.5\n");
  }
}
