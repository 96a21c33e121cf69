package dev.muster.console.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertStore;
import dev.muster.archive.BridgeNews;
import dev.muster.archive.EventRecord;
import dev.muster.archive.HistoryEntry;
import dev.muster.archive.OutgoingMail;
import dev.muster.archive.StoredAlert;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What openapi.yaml promises, held to OpenAPI 3.1, to the routes and to real answers. */
@Timeout(240)
class OpenApiTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long NOW = Stage.NOW.toEpochMilli();

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new Stage(folder);
    stage.scrape("pc1", NOW - 15_000, 1, 0.5);
    stage.scrape("pc1", NOW, 4, 0.5);
    var event = new EventRecord(NOW, "syslog", "error", "cron", "", "text");
    stage.archive.events().append("pc1", List.of(event), "1").join();
    var record =
        new AlertRecord(
            1, "pc1", "memory", AlertRecord.State.FIRING, 73.4, 50, "", NOW - 1000, NOW, null);
    var news =
        new BridgeNews(
            List.of(new StoredAlert(record, "FIRED", null)),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(new HistoryEntry(NOW, "firing", "pc1", "memory", 1, "<1@x>", "")));
    var mail = new OutgoingMail("<1@x>", "it@example.org", "subject", "text", "<p>text</p>");
    stage
        .archive
        .alerts()
        .commit(new AlertStore.Round(List.of(), List.of(), List.of(mail), -1, news));
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  /** What others serve: {@code dev.muster.console.account}, {@code dev.muster.rollout.enroll}. */
  private static final Set<String> OTHERS = Set.of("Accounts", "Certificates", "Enrolment");

  private OpenAPI document() {
    var options = new ParseOptions();
    options.setResolve(true);
    var parsed =
        new OpenAPIV3Parser()
            .readContents(stage.get("viewer", "/openapi.yaml").body(), List.of(), options);
    assertThat(parsed.getMessages()).isEmpty();
    return parsed.getOpenAPI();
  }

  private static Map<String, Operation> operations(OpenAPI document) {
    var operations = new TreeMap<String, Operation>();
    document
        .getPaths()
        .forEach((path, item) ->
            item.readOperationsMap()
                .forEach((method, operation) -> {
                  if (Collections.disjoint(operation.getTags(), OTHERS)) {
                    operations.put(method + " " + path, operation);
                  }
                }));
    return operations;
  }

  @Test
  void document_isOpenApi31_ofTheRoutesThatAreServed() {
    var document = document();
    assertThat(document.getOpenapi()).isEqualTo("3.1.0");
    assertThat(document.getInfo().getVersion()).isEqualTo("1.2.3");
    var served =
        stage.server.routes().stream().filter(route -> route.contains(MusterApi.ROOT)).toList();
    assertThat(operations(document).keySet()).containsExactlyInAnyOrderElementsOf(served);
  }

  @Test
  void answers_haveTheSchemasOfTheDocument() {
    var document = document();
    JsonNode whole = JSON.readTree(Json31.mapper().valueToTree(document).toString());
    int checked = 0;
    for (var operation : operations(document).entrySet()) {
      String[] route = operation.getKey().split(" ", 2);
      var answers = requireNonNull(operation.getValue().getResponses().get("200")).getContent();
      var json = answers.get("application/json");
      if (json != null) {
        JsonNode answer = JSON.readTree(answer(route[0], route[1]));
        var schema = schema(whole, name(json.getSchema().get$ref()));
        assertThat(schema.validate(answer)).as(operation.getKey() + " " + answer).isEmpty();
        ((ObjectNode) answer.get("data")).put("further", true);
        assertThat(schema.validate(answer)).as("nothing else").isNotEmpty();
        checked++;
      }
    }
    assertThat(checked).isGreaterThanOrEqualTo(13);
    var error = JSON.readTree(stage.get("viewer", "/alerts?limit=x").body());
    assertThat(schema(whole, "Error").validate(error)).isEmpty();
  }

  private String answer(String method, String path) {
    String route =
        path.substring(MusterApi.ROOT.length()).replace("{name}", "pc1").replace("{id}", "1");
    if (method.equals("GET")) {
      String query = route.equals("/alerts") ? "?state=all" : "";
      return stage.get("admin", route + query).body();
    }
    var version = stage.data("admin", "/fleet-file").get("version").asString();
    var body = Map.of("text", Stage.FLEET + "<!-- -->", "version", version);
    return stage.body("admin", method, route, body).body();
  }

  private static String name(String reference) {
    return reference.substring(reference.lastIndexOf('/') + 1);
  }

  /** A schema of the document with those it refers to. */
  private static Schema schema(JsonNode document, String name) {
    ObjectNode root = JSON.createObjectNode();
    root.put("$ref", "#/$defs/" + name);
    String schemas = document.at("/components/schemas").toString();
    root.set("$defs", JSON.readTree(schemas.replace("#/components/schemas/", "#/$defs/")));
    return SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(root);
  }

  @Test
  void page_showsEveryRouteOfTheDocument_withoutScripts() {
    var answer = stage.get("viewer", "/docs");
    assertThat(answer.statusCode()).isEqualTo(200);
    for (String route : operations(document()).keySet()) {
      assertThat(answer.body()).contains("<code>" + route + "</code>");
    }
    assertThat(answer.body()).contains("Unix seconds").doesNotContain("<script");
    assertThat(answer.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("default-src 'none'; style-src 'sha256-");
  }
}
