package dev.muster.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.web.CertificateAuthority;
import dev.muster.web.ListenAddress;
import dev.muster.web.Tls;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The metrics page of a running server and its part of {@code docs/metrics.md}. */
@Timeout(120)
class ServerMetricsTest {
  private static final String PASSWORD = "correct horse battery staple";
  private static final String HEADING = "## What the server says of itself";
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern LABEL = Pattern.compile("[{,](\\w+)=\"");

  /** What both say of a family. */
  private record Family(String type, Set<String> labels) {}

  @TempDir Path folder;

  @Test
  void everyFamily_isDocumented_withItsTypeAndLabels() throws Exception {
    var shown = shown(page());
    var documented = documented();
    assertThat(shown).hasSizeGreaterThan(50);
    assertThat(documented.keySet()).as("families in docs/metrics.md").containsAll(shown.keySet());
    shown.forEach((name, family) -> assertThat(documented.get(name)).as(name).isEqualTo(family));
    var never = new TreeSet<String>();
    documented.forEach((name, family) -> {
      if (!shown.containsKey(name) && family.labels().isEmpty()) {
        never.add(name);
      }
    });
    assertThat(never).as("documented, but not there").isEmpty();
  }

  private String page() throws Exception {
    var data = folder.resolve("data");
    Files.writeString(
        folder.resolve("a.rules.yml"),
        "groups: [{name: g, interval: 1s, rules: [{record: one, expr: '1'}]}]\n");
    var fleet =
        Files.writeString(
            folder.resolve("fleet.xml"),
            """
            <fleet>
              <rules file="*.rules.yml"/>
              <remote-write name="nowhere" url="https://127.0.0.1:1/write"/>
              <client name="pc1" ip="192.0.2.1">
                <alert type="memory" limit="50%"/>
              </client>
            </fleet>
            """);
    try (var server =
        MusterServer.start(
            new ServerSettings(
                data,
                fleet,
                ListenAddress.parse("127.0.0.1:0"),
                Set.of(),
                Map.of(Users.FIRST_PASSWORD, PASSWORD)),
            InstantSource.system())) {
      var basic = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(UTF_8));
      var trust = CertificateAuthority.openOrMake(data.resolve("ca")).trust();
      var request =
          HttpRequest.newBuilder(server.address().resolve("/metrics"))
              .header("Authorization", "Basic " + basic)
              .build();
      try (var http = HttpClient.newBuilder().sslContext(Tls.context(null, trust)).build()) {
        return http.send(request, BodyHandlers.ofString()).body();
      }
    }
  }

  private static Map<String, Family> shown(String page) {
    var families = new TreeMap<String, Family>();
    TYPE.matcher(page)
        .results()
        .forEach(found -> {
          var name = found.group(1);
          var labels = new HashSet<String>();
          page.lines()
              .filter(line -> line.matches(name + "(_bucket|_sum|_count)?[{ ].*"))
              .forEach(line ->
                  LABEL.matcher(line).results().forEach(label -> labels.add(label.group(1))));
          labels.remove("le");
          families.put(name, new Family(found.group(2), labels));
        });
    return families;
  }

  private static Map<String, Family> documented() throws Exception {
    var text = Files.readString(Path.of("../docs/metrics.md"));
    var families = new TreeMap<String, Family>();
    for (var line : text.substring(text.indexOf(HEADING)).lines().toList()) {
      var cells = List.of(line.split("\\|", -1));
      if (line.startsWith("| `") && cells.size() == 5) {
        for (var name : cells.get(1).replace("`", "").strip().split(", ", -1)) {
          families.put(name, new Family(cells.get(2).strip(), labels(cells.get(3))));
        }
      }
    }
    return families;
  }

  /** Such as {@code `{client,group}`}, which stands first or behind a 1. */
  private static Set<String> labels(String cell) {
    var found = Pattern.compile("^ (?:1 )?`\\{([\\w,]+)}`").matcher(cell);
    return found.find() ? new HashSet<>(Arrays.asList(found.group(1).split(",", -1))) : Set.of();
  }
}
