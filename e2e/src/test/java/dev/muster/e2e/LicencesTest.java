package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every library that is given out has a licence under which it may be given out in a program under
 * Apache-2.0: by the lists that the build makes ({@code -Psbom}, as {@code ./verify} has it).
 */
class LicencesTest {
  /** Of a library with several the user may choose; one of these suffices. */
  private static final Set<String> FITTING =
      Set.of(
          "Apache-2.0",
          "MIT",
          "MIT-0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "EPL-1.0",
          "EPL-2.0",
          "Go License",
          "Bouncy Castle Licence");

  @ParameterizedTest
  @CsvSource({"app/target/muster.cdx.json, 60", "exporter/target/muster-exporter.cdx.json, 10"})
  void libraries_mayBeGivenOutUnderApache2(String list, int least) throws Exception {
    var file = Repository.file(list);
    assumeTrue(Files.exists(file), "there is no " + list + "; ./verify makes it");
    var bom = new JsonMapper().readTree(Files.readString(file));
    assertThat(bom.path("bomFormat").asString()).isEqualTo("CycloneDX");
    assertThat(bom.has("serialNumber")).as("another at each build").isFalse();
    var wrong = new ArrayList<String>();
    for (var component : bom.path("components")) {
      var licences = licences(component);
      boolean ours = component.path("group").asString("").equals("dev.muster");
      if (!ours && licences.stream().noneMatch(FITTING::contains)) {
        wrong.add(component.path("purl").asString("") + " " + licences);
      }
      assertThat(ours || component.path("hashes").size() > 0).as(component.toString()).isTrue();
    }
    assertThat(wrong).isEmpty();
    assertThat(bom.path("components").size()).isGreaterThanOrEqualTo(least);
  }

  private static Set<String> licences(JsonNode component) {
    var names = new TreeSet<String>();
    for (var choice : component.path("licenses")) {
      var licence = choice.path("license");
      names.add(licence.path("id").asString(licence.path("name").asString("")));
      names.addAll(List.of(choice.path("expression").asString("").split(" OR ", -1)));
    }
    names.remove("");
    return names;
  }
}
