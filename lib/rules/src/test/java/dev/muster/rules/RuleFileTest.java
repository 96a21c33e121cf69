package dev.muster.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rule files, good and bad. */
class RuleFileTest {
  @TempDir Path folder;

  private List<RuleGroup> read(String text) throws IOException {
    var file = Files.writeString(folder.resolve("rules.yml"), text);
    return RuleFiles.read(List.of(file), Promqls.EXPRESSIONS);
  }

  private List<String> mistakes(String text) throws IOException {
    var file = Files.writeString(folder.resolve("rules.yml"), text);
    var failure =
        catchThrowableOfType(
            RuleFileException.class, () -> RuleFiles.read(List.of(file), Promqls.EXPRESSIONS));
    assertThat(failure).isNotNull();
    return failure.findings().stream()
        .map(finding -> finding.toString().replace(folder + "/", ""))
        .toList();
  }

  @Test
  void file_ofAllThereIs() throws IOException {
    var groups =
        read(
            """
            groups:
              - name: a
                interval: 30s
                query_offset: 1m
                limit: 10
                labels: {team: blue, severity: low}
                rules:
                  - record: job:up:sum
                    expr: sum by(job)(up)
                  - alert: Down
                    expr: up==0
                    for: 1h30m
                    keep_firing_for: 5m
                    labels: {severity: '{{ $value }}'}
                    annotations: {summary: 5}
              - name: empty
                rules: []
            """);
    assertThat(groups)
        .containsExactly(
            new RuleGroup(
                folder.resolve("rules.yml").toString(),
                "a",
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                10,
                List.of(
                    new Rule.Recording(
                        "job:up:sum",
                        "sum by (job) (up)",
                        Map.of("team", "blue", "severity", "low")),
                    new Rule.Alerting(
                        "Down",
                        "up == 0",
                        Duration.ofMinutes(90),
                        Duration.ofMinutes(5),
                        Map.of("team", "blue", "severity", "{{ $value }}"),
                        Map.of("summary", "5")))),
            new RuleGroup(
                folder.resolve("rules.yml").toString(),
                "empty",
                null,
                Duration.ZERO,
                0,
                List.of()));
  }

  @Test
  void emptyFile_hasNoGroups() throws IOException {
    assertThat(read("")).isEmpty();
    assertThat(read("# nothing\n")).isEmpty();
  }

  @Test
  void mistakes_areAllLocated() throws IOException {
    assertThat(
            mistakes(
                """
                groups:
                  - name: a
                    intervall: 1m
                    interval: soon
                    limit: -1
                    rules:
                      - record: a{b}
                        alert: both
                        expr: up
                      - record: x{y}
                        expr: sum(up
                        for: 1m
                      - alert: A
                        expr: up
                        labels: {__name__: x}
                        annotations:
                          summary: '{{ $vale }}'
                          other: '{{ if }}'
                      - expr: up
                      - alert: B
                  - name: a
                  - rules: 5
                """))
        .hasSize(15)
        .allMatch(line -> line.matches("rules\\.yml:\\d+:\\d+: .+; .+"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("rules.yml:3:5: unknown key \"intervall\" in a group; use name, "))
        .anySatisfy(line -> assertThat(line).startsWith("rules.yml:4:15: \"interval\" is no "))
        .anySatisfy(line -> assertThat(line).contains("both 'record' and 'alert'"))
        .anySatisfy(
            line -> assertThat(line).startsWith("rules.yml:11:15: could not parse expression: 1:"))
        .anySatisfy(line -> assertThat(line).contains("braces in the recording rule's name"))
        .anySatisfy(line -> assertThat(line).contains("'for' in a recording rule"))
        .anySatisfy(line -> assertThat(line).contains("invalid label name \"__name__\""))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("rules.yml:17:20: the template of \"summary\" cannot be read: 1:4: "))
        .anySatisfy(line -> assertThat(line).contains("\"other\" cannot be read", "missing value"))
        .anySatisfy(line -> assertThat(line).contains("a second group \"a\""))
        .anySatisfy(line -> assertThat(line).contains("a group without a name"));
  }

  @Test
  void noYaml_isSaidWithItsPlace() throws IOException {
    assertThat(mistakes("groups: [\n")).singleElement().asString().contains("is not YAML");
    assertThat(mistakes("- a\n")).singleElement().asString().contains("no mapping");
    assertThat(mistakes("groups: 5\n")).singleElement().asString().contains("no list");
    assertThat(mistakes("[".repeat(100))).singleElement().asString().contains("deep");
  }

  @Test
  void missingFile_isAMistake() {
    var failure =
        catchThrowableOfType(
            RuleFileException.class,
            () -> RuleFiles.read(List.of(folder.resolve("none.yml")), Promqls.EXPRESSIONS));
    assertThat(failure).hasMessageContaining("none.yml:1:1: there is no such file");
  }
}
