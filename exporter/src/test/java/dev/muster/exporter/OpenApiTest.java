package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.CollectorSettings;
import dev.muster.exporter.collector.Collectors;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What openapi.json promises, held to OpenAPI 3.1 and to what is answered. */
@Timeout(120)
class OpenApiTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDialect(Dialects.getDraft202012());

  @TempDir Path folder;

  private Exporter machine() throws Exception {
    return Exporter.start(
        Exporter.settings(folder),
        Collectors.all(CollectorSettings.defaults()).toArray(Collector[]::new));
  }

  private static JsonNode document(Exporter exporter) throws Exception {
    return JSON.readTree(exporter.get("/api/v1/openapi.json").body());
  }

  /** A schema of the document with those it refers to. */
  private static Schema schema(JsonNode document, String name) {
    ObjectNode root = JSON.createObjectNode();
    root.put("$ref", "#/$defs/" + name);
    String schemas = document.at("/components/schemas").toString();
    root.set("$defs", JSON.readTree(schemas.replace("#/components/schemas/", "#/$defs/")));
    return SCHEMAS.getSchema(root);
  }

  @Test
  void document_isOpenApi31() throws Exception {
    try (Exporter exporter = machine()) {
      String text = exporter.get("/api/v1/openapi.json").body();
      var read = new OpenAPIV3Parser().readContents(text);
      assertThat(read.getMessages()).isEmpty();
      assertThat(read.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
      assertThat(read.getOpenAPI().getPaths().keySet())
          .containsExactly("/metrics", "/events", "/api/v1/host", "/-/healthy", "/-/ready");
      assertThat(read.getOpenAPI().getInfo().getVersion()).isEqualTo(BuildInfo.version());
      Schema meta =
          SCHEMAS.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
      for (JsonNode schema : document(exporter).get("components").get("schemas")) {
        assertThat(meta.validate(schema)).isEmpty();
      }
    }
  }

  @Test
  void host_isAsTheDocumentSays() throws Exception {
    try (Exporter exporter = machine()) {
      JsonNode document = document(exporter);
      JsonNode host = JSON.readTree(exporter.get("/api/v1/host").body());
      assertThat(schema(document, "Host").validate(host)).isEmpty();
      Set<String> sections = new TreeSet<>(host.propertyNames());
      assertThat(sections)
          .containsExactlyInAnyOrderElementsOf(
              document.at("/components/schemas/Host/properties").propertyNames());
      ObjectNode spoilt = (ObjectNode) host.deepCopy();
      ((ObjectNode) spoilt.get("os")).put("uptime_seconds", "long");
      assertThat(schema(document, "Host").validate(spoilt)).hasSize(1);
      spoilt = (ObjectNode) host.deepCopy();
      ((ObjectNode) spoilt.get("load")).put("load_1", 1);
      assertThat(schema(document, "Host").validate(spoilt)).hasSize(1);
    }
  }

  @Test
  void host_withoutCollectors_isStillAsTheDocumentSays() throws Exception {
    try (Exporter exporter =
        Exporter.start(Exporter.settings(folder), Exporter.plain("something"))) {
      JsonNode host = JSON.readTree(exporter.get("/api/v1/host").body());
      assertThat(schema(document(exporter), "Host").validate(host)).isEmpty();
      assertThat(host.at("/os/hostname").isNull()).isTrue();
      assertThat(host.at("/cpu/load_percent").isNull()).isTrue();
    }
  }

  @Test
  void answers_haveTheTypesAndStatusesOfTheDocument() throws Exception {
    try (Exporter exporter = machine()) {
      JsonNode paths = document(exporter).get("paths");
      for (String path : new String[] {"/metrics", "/api/v1/host", "/-/healthy", "/-/ready"}) {
        HttpResponse<String> answer = exporter.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        JsonNode content = paths.get(path).at("/get/responses/200/content");
        String type = answer.headers().firstValue("Content-Type").orElseThrow();
        assertThat(content.propertyNames().stream().anyMatch(type::startsWith))
            .as(path + " " + type)
            .isTrue();
      }
      assertThat(exporter.get("/events").statusCode()).isEqualTo(401);
      HttpResponse<String> wrong = exporter.get("/api/v1/host?fields=os,rooms");
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(schema(document(exporter), "Error").validate(JSON.readTree(wrong.body())))
          .isEmpty();
    }
  }

  @Test
  void telemetryPath_isTheDocuments() throws Exception {
    var serving = Exporter.settings(folder).serving();
    var moved =
        new ExporterSettings.Serving(
            serving.addresses(), serving.web(), true, "/numbers", serving.maxRequests(), true);
    try (Exporter exporter =
        Exporter.start(Exporter.settings(folder).withServing(moved), Exporter.plain("fine"))) {
      assertThat(document(exporter).get("paths").has("/numbers")).isTrue();
    }
  }

  @Test
  void page_fetchesNothingFromElsewhere() throws Exception {
    try (Exporter exporter = machine()) {
      HttpResponse<String> page = exporter.get("/api/v1/");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none'")
          .doesNotContain("unsafe");
      assertThat(page.body()).doesNotContain("http:", "https:", "//");
      for (String file : new String[] {"/api/v1/api.css", "/api/v1/api.js"}) {
        assertThat(page.body()).contains("\"" + file + "\"");
        assertThat(exporter.get(file).statusCode()).isEqualTo(200);
      }
      assertThat(exporter.get("/").body()).contains("href=\"/api/v1/\"");
    }
  }
}
