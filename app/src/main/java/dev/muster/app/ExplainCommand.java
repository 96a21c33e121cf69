package dev.muster.app;

import dev.muster.alertbridge.Explanation;
import dev.muster.archive.Archive;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import dev.muster.fleet.LimitOrigin;
import dev.muster.promql.EngineSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code muster explain CLIENT TYPE}: why an alert stands as it stands. */
@Command(
    name = "explain",
    description =
        "Says why an alert stands as it stands: value, query, limit, state, what mutes it, who was"
            + " told, and why no mail came.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Asks the running server; where none runs, it reads the data folder itself.",
      "The password stands in the environment as MUSTER_PASSWORD, or is asked for."
    })
final class ExplainCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String PATH = "/api/muster/v1/explain";

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "CLIENT", description = "As the fleet file names it.")
  private String client;

  @Parameters(
      index = "1",
      paramLabel = "TYPE",
      description = "A limit type such as memory, or the name of a rule's alert.")
  private String type;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Then instead of now: 2026-11-21T10:00:00Z, or Unix seconds")
  private @Nullable String at;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "https://localhost:10090",
      description = "The server. Default: ${DEFAULT-VALUE}")
  private URI url;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "The data folder. Default: ${DEFAULT-VALUE}")
  private Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The fleet file, where no server runs. Default: fleet.xml in the data folder")
  private @Nullable Path config;

  @Option(
      names = "--username",
      paramLabel = "NAME",
      defaultValue = "admin",
      description = "Who asks. Default: ${DEFAULT-VALUE}")
  private String username;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      long time = at == null ? System.currentTimeMillis() : ExportTime.parse(at);
      var out = spec.commandLine().getOut();
      rows(time).forEach(row -> out.println(Explanation.line(row)));
      out.flush();
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private List<Explanation.Row> rows(long time) throws IOException, InterruptedException {
    var file = data.resolve("archive.db");
    try {
      return asked(time);
    } catch (ConnectException e) {
      if (!Files.exists(file)) {
        throw new AppException(
            url + ": nobody listens there, and " + data + " is no data folder of a server", e);
      }
      return read(file, time);
    }
  }

  private List<Explanation.Row> asked(long time) throws IOException, InterruptedException {
    String query =
        "?client=%s&type=%s&time=%s"
            .formatted(
                encoded(client), encoded(type), encoded(Instant.ofEpochMilli(time).toString()));
    var request =
        HttpRequest.newBuilder(URI.create(url.toString().replaceFirst("/+$", "") + PATH + query))
            .timeout(TIMEOUT)
            .GET();
    var tls = ServerAccess.trust(data);
    var builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
    try (var http = (tls == null ? builder : builder.sslContext(tls)).build()) {
      requireServer(http);
      String authorization = ServerAccess.authorization(username);
      if (authorization != null) {
        request.header("Authorization", authorization);
      }
      return parsed(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }
  }

  /** Nobody is asked for a password where no server listens. */
  private void requireServer(HttpClient http) throws IOException, InterruptedException {
    var healthy = URI.create(url.toString().replaceFirst("/+$", "") + "/-/healthy");
    http.send(
        HttpRequest.newBuilder(healthy).timeout(TIMEOUT).GET().build(),
        HttpResponse.BodyHandlers.discarding());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private List<Explanation.Row> parsed(HttpResponse<String> response) {
    JsonNode answer;
    try {
      answer = JsonMapper.builder().build().readTree(response.body());
    } catch (JacksonException e) {
      throw new AppException(url + " answered " + response.statusCode() + ", no explanation", e);
    }
    if (response.statusCode() == 400) {
      throw new IllegalArgumentException(answer.path("error").asString(""));
    }
    if (response.statusCode() != 200) {
      throw new AppException(url + " answered " + response.statusCode() + "; is the log-in right?");
    }
    var rows = new ArrayList<Explanation.Row>();
    answer
        .path("data")
        .forEach(row ->
            rows.add(
                new Explanation.Row(row.path("name").asString(""), row.path("text").asString(""))));
    return rows;
  }

  private List<Explanation.Row> read(Path file, long time) {
    var fleetFile = config == null ? data.resolve("fleet.xml") : config;
    var fleet = FleetFile.read(fleetFile, System.getenv());
    var clock = InstantSource.system();
    try (var archive = Archive.open(file, clock);
        var source = source(fleet, archive, clock)) {
      var sources =
          new Explanation.Sources(
              fleet,
              (name, limitType) -> LimitOrigin.of(fleetFile, name, limitType),
              source.query(),
              archive.history(),
              ZoneId.systemDefault());
      return Explanation.of(sources, client, type, time);
    }
  }

  private static SampleSource source(Fleet fleet, Archive archive, InstantSource clock) {
    var store = fleet.archive().store();
    return store == null
        ? SampleSource.of(archive, EngineSettings.DEFAULT, clock)
        : SampleSource.of(store, archive, EngineSettings.DEFAULT, () -> fleet, clock);
  }
}
