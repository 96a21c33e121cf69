package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the exporter is packaged with is what the operator's page says. */
class DistributionTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(-[^`]+)` \\|");
  private static final Pattern MODULES =
      Pattern.compile("These modules of Java are in it:\\s+`([^`]+)`");

  private static String document() throws IOException {
    return Files.readString(Repository.file("docs/operating.md"));
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(Repository.file(file)).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  @Test
  void javaFlags_asDocumented() throws IOException {
    String exporter = document().split("## The exporter's distribution", 2)[1];
    List<String> documented =
        ROW.matcher(exporter)
            .results()
            .map(MatchResult::group)
            .map(row -> row.substring(3, row.length() - 3))
            .toList();
    assertThat(lines("distribution/jvm.options")).hasSizeGreaterThan(10).isEqualTo(documented);
  }

  @Test
  void launchers_useTheFlagsAndTheArchive() throws IOException {
    for (String launcher : List.of("muster-exporter", "windows/muster-exporter.cmd")) {
      assertThat(Files.readString(Repository.file("distribution/" + launcher)))
          .as(launcher)
          .contains("jvm.options\"", "-XX:SharedArchiveFile=", "dev.muster.exporter.Main");
    }
  }

  @Test
  void modules_asDocumented() throws IOException {
    var documented = MODULES.matcher(document());
    assertThat(documented.find()).isTrue();
    assertThat(lines("distribution/modules"))
        .isEqualTo(List.of(documented.group(1).split("\\s+")))
        .contains("java.base", "jdk.httpserver")
        .doesNotContain("java.desktop", "jdk.compiler");
  }

  @Test
  void service_isHardened() throws IOException {
    assertThat(lines("distribution/linux/muster-exporter.service"))
        .contains(
            "DynamicUser=yes",
            "StateDirectory=muster-exporter",
            "ProtectSystem=strict",
            "NoNewPrivileges=yes",
            "CapabilityBoundingSet=",
            "SupplementaryGroups=systemd-journal adm")
        .doesNotContain("MemoryDenyWriteExecute=yes", "ProcSubset=pid");
  }
}
