package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.ExporterApp;
import dev.muster.exporter.ExporterSettings;
import dev.muster.exporter.ExporterSettings.Serving;
import dev.muster.web.ListenAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an exporter that runs says of itself, and {@code docs/metrics.md}. */
@Timeout(120)
class PageDocumentTest {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) ");

  /** Whose rows are held to the collectors themselves, which know all of theirs. */
  private static final Pattern COLLECTED = Pattern.compile("node_(?!exporter_|scrape_)");

  @TempDir Path folder;

  @Test
  void everyFamilyThatNoCollectorHas_isDocumented() throws Exception {
    var any = new ListenAddress("127.0.0.1", 0);
    var web = ExporterSettings.noWebConfig();
    var plain = new Serving(List.of(any), web, true, "/metrics", 40, true);
    var settings = ExporterSettings.of(any, web, folder.resolve("state")).withServing(plain);
    try (var exporter = ExporterApp.start(settings);
        var http = HttpClient.newHttpClient()) {
      var page = URI.create("http://127.0.0.1:" + exporter.port() + "/metrics");
      http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.discarding());
      var text = http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body();
      var shown = TYPE.matcher(text).results().map(found -> found.group(1)).toList();
      var rows = MetricsDocument.read().rows();
      assertThat(shown).contains("node_exporter_build_info", "process_cpu_seconds_total");
      assertThat(shown)
          .filteredOn(family -> !COLLECTED.matcher(family).lookingAt())
          .filteredOn(family -> rows.stream().noneMatch(row -> row.has(family)))
          .isEmpty();
    }
  }
}
