package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.ExpositionLimits;
import dev.muster.metrics.ExpositionReader;
import dev.muster.metrics.MetricType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DescriptionsTest {
  private final Descriptions descriptions = new Descriptions();

  private void read(String page, boolean openMetrics) {
    byte[] bytes = page.getBytes(UTF_8);
    var reader = new ExpositionReader(bytes, 0, bytes.length, ExpositionLimits.DEFAULT);
    descriptions.read(openMetrics ? reader.openMetrics() : reader, openMetrics);
  }

  private static FamilyDescription of(MetricType type, String help) {
    return new FamilyDescription(type, help);
  }

  @Test
  void page_typesAndHelps() {
    read(
        """
        # HELP a Line\\nand \\\\ more.
        # TYPE a counter
        a{b="c"} 1
        # HELP only_help Of no type.
        only_help 2
        # TYPE only_type histogram
        """,
        false);
    assertThat(descriptions.all())
        .hasSize(3)
        .containsEntry("a", List.of(of(MetricType.COUNTER, "Line\nand \\ more.")))
        .containsEntry("only_help", List.of(of(MetricType.UNTYPED, "Of no type.")))
        .containsEntry("only_type", List.of(of(MetricType.HISTOGRAM, "")));
  }

  @Test
  void openMetricsCounter_isNamedAsItsSeries() {
    read("# TYPE a counter\na_total 1\n# EOF\n", true);
    assertThat(descriptions.all()).containsOnlyKeys("a_total");
  }

  @Test
  void openMetrics_unit_isKept_andOtherwiseACommentOfTheTextFormat() {
    read("# TYPE a_seconds gauge\n# UNIT a_seconds seconds\na_seconds 1\n# EOF\n", true);
    read("# TYPE b gauge\n# UNIT of this page: none\nb 1\n", false);
    assertThat(descriptions.all())
        .containsEntry("a_seconds", List.of(new FamilyDescription(MetricType.GAUGE, "", "seconds")))
        .containsEntry("b", List.of(of(MetricType.GAUGE, "")))
        .hasSize(2);
  }

  @Test
  void sameFamily_isKeptOnceADescription() {
    for (int i = 0; i < 2 * Descriptions.MOST_OF_A_FAMILY; i++) {
      read("# HELP a Text %d.\n".formatted(i / 2), false);
    }
    read("# HELP a One too many.\n", false);
    assertThat(descriptions.all().get("a"))
        .hasSize(Descriptions.MOST_OF_A_FAMILY)
        .doesNotContain(of(MetricType.UNTYPED, "One too many."));
  }

  @Test
  void brokenLine_endsTheReading() {
    read("# TYPE a gauge\n# TYPE b wrong\n# TYPE c gauge\n", false);
    assertThat(descriptions.all()).containsOnlyKeys("a");
  }

  @Test
  void families_beyondTheBoundAreLeftOut() {
    var page = new StringBuilder();
    for (int i = 0; i <= Descriptions.MOST_FAMILIES; i++) {
      page.append("# TYPE m").append(i).append(" gauge\n");
    }
    read(page.toString(), false);
    read("# TYPE m1 counter\n", false);
    assertThat(descriptions.all()).hasSize(Descriptions.MOST_FAMILIES);
  }
}
