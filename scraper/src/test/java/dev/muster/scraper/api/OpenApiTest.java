package dev.muster.scraper.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.muster.archive.Archive;
import dev.muster.metrics.Labels;
import dev.muster.metrics.MetricType;
import dev.muster.promql.EngineSettings;
import dev.muster.scraper.FamilyDescription;
import dev.muster.scraper.TargetStatus;
import dev.muster.scraper.remote.RemoteWriteStatus;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What openapi.yaml promises, held to OpenAPI 3.1, to what the handlers read and to their answers.
 */
@Timeout(240)
final class OpenApiTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  /** Values with which every handler answers well. */
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("query", "up"),
          Map.entry("time", "1000"),
          Map.entry("start", "1000"),
          Map.entry("end", "1060"),
          Map.entry("step", "15"),
          Map.entry("timeout", "10s"),
          Map.entry("limit", "5"),
          Map.entry("lookback_delta", "5m"),
          Map.entry("match[]", "up"),
          Map.entry("metric", "up"),
          Map.entry("limit_per_metric", "1"),
          Map.entry("match_target", "{job=\"node\"}"),
          Map.entry("state", "any"),
          Map.entry("type", "alert"),
          Map.entry("rule_name[]", "r"),
          Map.entry("rule_group[]", "g"),
          Map.entry("file[]", "rules.yml"),
          Map.entry("exclude_alerts", "true"),
          Map.entry("group_limit", "5"),
          Map.entry("group_next_token", ""),
          Map.entry("scrapePool", "node"));

  @TempDir Path folder;
  private final Map<String, Set<String>> read = new ConcurrentHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> served = new ArrayList<>();
  private Archive archive;
  private Javalin server;

  @BeforeEach
  void start() {
    archive = Archive.open(folder.resolve("archive.db"), InstantSource.fixed(NOW));
    var routes = Javalin.create(config -> addAll(config.routes));
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  for (var route : routes.unsafe.internalRouter.allHttpHandlers()) {
                    served.add(route.endpoint.method + " " + route.endpoint.path);
                    config.routes.addEndpoint(watched(route.endpoint));
                  }
                })
            .start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    http.close();
    server.stop();
    archive.close();
  }

  private void addAll(RoutesConfig routes) {
    var clock = InstantSource.fixed(NOW);
    new QueryApi(archive, EngineSettings.DEFAULT, clock).addTo(routes);
    new SeriesApi(archive).addTo(routes);
    new AlertsApi(List::of, List::of, List::of).addTo(routes);
    new RulesApi(List::of).addTo(routes);
    new NotifiersApi().addTo(routes);
    new Federation(archive, EngineSettings.DEFAULT, clock, Map::of).addTo(routes);
    new TargetsApi(() -> List.of(target())).addTo(routes);
    new MetadataApi(OpenApiTest::descriptions).addTo(routes);
    new TargetMetadataApi(
            () -> List.of(target()), OpenApiTest::descriptions, (m, from, to) -> List.of(), clock)
        .addTo(routes);
    new ConfigApi(() -> "global:\n").addTo(routes);
    new RemoteWriteApi(() -> List.of(receiver(0), receiver(5))).addTo(routes);
    new OpenApi("1.2.3").addTo(routes);
    new StatusApi(
            new StatusApi.Settings("1.2.3", Map.of(), () -> Duration.ofDays(1), archive, clock))
        .addTo(routes);
  }

  private static Map<String, List<FamilyDescription>> descriptions() {
    return new TreeMap<>(Map.of("up", List.of(new FamilyDescription(MetricType.GAUGE, "Up."))));
  }

  private static TargetStatus target() {
    return new TargetStatus(
        "pc",
        "https://10.1.2.1:10100/metrics",
        Labels.of("job", "node", "instance", "10.1.2.1:10100"),
        TargetStatus.Health.UNKNOWN,
        "",
        0,
        0,
        0,
        Duration.ofSeconds(15),
        Duration.ofSeconds(10));
  }

  private static RemoteWriteStatus receiver(long millis) {
    var oldest = millis == 0 ? OptionalLong.empty() : OptionalLong.of(millis);
    return new RemoteWriteStatus(
        "r", "https://m/w", 1, 2, 3, 4, 5, 6, 7, oldest, millis, millis, "1.0", "");
  }

  /** The same route, which notes the parameters that are asked for. */
  private Endpoint watched(Endpoint real) {
    String name = real.method + " " + real.path;
    return new Endpoint(
        real.method, real.path, context -> real.handler.handle(noting(context, name)));
  }

  private Context noting(Context context, String route) {
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> {
              if (Set.of("queryParam", "queryParams", "formParam", "formParams", "pathParam")
                  .contains(method.getName())) {
                read.computeIfAbsent(route, r -> new ConcurrentSkipListSet<>())
                    .add((String) arguments[0]);
              }
              try {
                return method.invoke(context, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private OpenAPI document() throws Exception {
    var options = new ParseOptions();
    options.setResolve(true);
    var parsed =
        new OpenAPIV3Parser().readContents(get("/api/v1/openapi.yaml").body(), List.of(), options);
    assertThat(parsed.getMessages()).isEmpty();
    return parsed.getOpenAPI();
  }

  private HttpResponse<String> get(String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(String method, String path, Set<String> parameters)
      throws Exception {
    var form = new ArrayList<String>();
    for (String name : parameters) {
      if (!path.contains("{" + name + "}")) {
        form.add(encoded(name) + "=" + encoded(VALUES.getOrDefault(name, "no value for it here")));
      }
    }
    String at = path.replace("{name}", "job");
    if (method.equals("GET")) {
      return get(at + "?" + String.join("&", form));
    }
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + at))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(String.join("&", form)))
            .build(),
        BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, Operation> operations(OpenAPI document) {
    var operations = new TreeMap<String, Operation>();
    document
        .getPaths()
        .forEach((path, item) -> {
          for (var operation : item.readOperationsMap().entrySet()) {
            PathItem.HttpMethod method = operation.getKey();
            operations.put(method + " " + path, operation.getValue());
          }
        });
    return operations;
  }

  private static String lastPart(String reference) {
    return reference.substring(reference.lastIndexOf('/') + 1);
  }

  private static Set<String> parameters(OpenAPI document, Operation operation) {
    var names = new TreeSet<String>();
    if (operation.getParameters() != null) {
      for (var parameter : operation.getParameters()) {
        String reference = parameter.get$ref();
        names.add(
            reference == null
                ? parameter.getName()
                : requireNonNull(document.getComponents().getParameters().get(lastPart(reference)))
                    .getName());
      }
    }
    if (operation.getRequestBody() != null) {
      var form =
          requireNonNull(
              operation.getRequestBody().getContent().get("application/x-www-form-urlencoded"));
      names.addAll(
          ((Map<?, ?>) form.getSchema().getProperties())
              .keySet().stream().map(Object::toString).toList());
    }
    return names;
  }

  @Test
  void document_isOpenApi31_ofThisVersion() throws Exception {
    var document = document();
    assertThat(document.getOpenapi()).isEqualTo("3.1.0");
    assertThat(document.getInfo().getVersion()).isEqualTo("1.2.3");
    assertThat(get("/api/v1/openapi.yaml").headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/yaml");
    assertThat(operations(document).values().stream().map(Operation::getOperationId))
        .doesNotHaveDuplicates();
  }

  @Test
  void routes_ofThisModule_areInTheDocument() throws Exception {
    assertThat(operations(document()).keySet()).containsAll(served);
  }

  @Test
  void parameters_areThoseThatAreRead() throws Exception {
    var document = document();
    for (var operation : operations(document).entrySet()) {
      if (served.contains(operation.getKey())) {
        var parameters = parameters(document, operation.getValue());
        String[] route = operation.getKey().split(" ", 2);
        read.clear();
        var answer = send(route[0], route[1], parameters);
        assertThat(answer.statusCode()).as(operation.getKey() + answer.body()).isEqualTo(200);
        assertThat(read.getOrDefault(operation.getKey(), Set.of()))
            .as(operation.getKey())
            .containsExactlyInAnyOrderElementsOf(parameters);
      }
    }
  }

  @Test
  void answers_haveTheSchemasOfTheDocument() throws Exception {
    var document = document();
    JsonNode whole = JSON.readTree(Json31.mapper().writeValueAsString(document));
    for (var operation : operations(document).entrySet()) {
      String[] route = operation.getKey().split(" ", 2);
      var answered = operation.getValue().getResponses().get("200");
      var content = answered == null ? null : answered.getContent();
      if (served.contains(operation.getKey())
          && requireNonNull(content).containsKey("application/json")) {
        var parameters = parameters(document, operation.getValue());
        JsonNode answer = JSON.readTree(send(route[0], route[1], parameters).body());
        var json = requireNonNull(content.get("application/json"));
        var schema = schema(whole, lastPart(json.getSchema().get$ref()));
        assertThat(schema.validate(answer)).as(operation.getKey() + " " + answer).isEmpty();
        ((ObjectNode) answer).put("status", "perhaps");
        assertThat(schema.validate(answer)).as("no other status").isNotEmpty();
      }
    }
    var error = get("/api/v1/query");
    assertThat(error.statusCode()).isEqualTo(400);
    assertThat(schema(whole, "Error").validate(JSON.readTree(error.body()))).isEmpty();
  }

  /** A schema of the document with those it refers to. */
  private static Schema schema(JsonNode document, String name) {
    ObjectNode root = JSON.createObjectNode();
    root.put("$ref", "#/$defs/" + name);
    String schemas = document.at("/components/schemas").toString();
    root.set("$defs", JSON.readTree(schemas.replace("#/components/schemas/", "#/$defs/")));
    return SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(root);
  }
}
