package dev.muster.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Runs all scripts of ours, and those of a folder given by {@code -Dpromql.scripts=FOLDER}. */
final class ScriptsTest {
  @TestFactory
  List<DynamicTest> ours() throws IOException, URISyntaxException {
    var folder = Path.of(Objects.requireNonNull(getClass().getResource("/promql")).toURI());
    var tests = new ArrayList<DynamicTest>();
    for (var script : scripts(folder)) {
      tests.add(dynamicTest(script.getFileName().toString(), () -> requireAllPass(script)));
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static void requireAllPass(Path script) throws IOException {
    var report = ScriptRunner.run(Files.readString(script));
    assertThat(report.failures()).isEmpty();
    assertThat(report.skipped()).isEmpty();
    assertThat(report.passed()).isPositive();
  }

  @Test
  @EnabledIfSystemProperty(named = "promql.scripts", matches = ".+")
  void folder_isGiven() throws IOException {
    var failures = new TreeMap<String, List<String>>();
    int passed = 0;
    int failed = 0;
    var skipped = new TreeMap<String, Integer>();
    for (var script : scripts(Path.of(System.getProperty("promql.scripts")))) {
      var report = ScriptRunner.run(Files.readString(script));
      print(
          script.getFileName()
              + ": "
              + summary(report.passed(), report.failures().size(), report.skipped()));
      report.failures().forEach(failure -> print("  " + failure));
      passed += report.passed();
      failed += report.failures().size();
      report.skipped().forEach((reason, count) -> skipped.merge(reason, count, Integer::sum));
      if (!report.failures().isEmpty()) {
        failures.put(script.toString(), report.failures());
      }
    }
    print("total: " + summary(passed, failed, skipped));
    assertThat(failures).isEmpty();
  }

  private static String summary(int passed, int failed, Map<String, Integer> skipped) {
    return passed + " passed, " + failed + " failed, skipped " + skipped;
  }

  private static void print(String line) {
    System.out.println(line);
  }

  private static List<Path> scripts(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".test")).sorted().toList();
    }
  }
}
