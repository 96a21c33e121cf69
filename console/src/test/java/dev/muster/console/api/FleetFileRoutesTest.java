package dev.muster.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fleet file over the API: read, checked, replaced whole or not at all. */
@Timeout(240)
class FleetFileRoutesTest {
  private static final String OTHER =
      Stage.FLEET
          .replace(
              "<client name=\"pc3\" ip=\"10.0.0.3\"/>", "<client name=\"pc4\" ip=\"10.0.0.4\"/>")
          .replace("limit=\"50%\"", "limit=\"60%\"")
          .replace("interval=\"15s\"", "interval=\"30s\"");
  private static final String MISTAKEN = Stage.FLEET.replace("limit=\"50%\"", "limit=\"much\"");

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new Stage(folder);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private String version() {
    return stage.data("admin", "/fleet-file").get("version").asString();
  }

  @Test
  void file_isForAdministrators() {
    var data = stage.data("admin", "/fleet-file");
    assertThat(data.get("text").asString()).isEqualTo(Stage.FLEET);
    assertThat(data.get("file").asString()).isEqualTo(stage.file.toString());
    assertThat(stage.get("viewer", "/fleet-file").statusCode()).isEqualTo(403);
    var body = Map.of("text", OTHER, "version", version());
    assertThat(stage.body("viewer", "POST", "/fleet-file/check", body).statusCode()).isEqualTo(403);
    assertThat(stage.body("viewer", "PUT", "/fleet-file", body).statusCode()).isEqualTo(403);
  }

  @Test
  void check_saysWhatWouldChange_andWhereMistakesAre() throws IOException {
    var data = Stage.data(stage.body("admin", "POST", "/fleet-file/check", Map.of("text", OTHER)));
    assertThat(data.get("clients").asInt()).isEqualTo(3);
    assertThat(data.get("limits").asInt()).isEqualTo(6);
    assertThat(data.at("/diff/added").toString()).isEqualTo("[\"pc4\"]");
    assertThat(data.at("/diff/removed").toString()).isEqualTo("[\"pc3\"]");
    assertThat(data.at("/diff/changed").toString())
        .contains("{\"client\":\"\",\"what\":\"scraping\"}")
        .contains(
            "{\"client\":\"pc1\",\"what\":\"limit memory > 60% for 5m, clear 45% instead of memory"
                + " > 50% for 5m, clear 45%\"}");
    var wrong =
        Stage.data(stage.body("admin", "POST", "/fleet-file/check", Map.of("text", MISTAKEN)));
    assertThat(wrong.at("/findings/0/line").asInt()).isEqualTo(7);
    assertThat(wrong.at("/findings/0/severity").asString()).isEqualTo("error");
    assertThat(wrong.get("diff").isNull()).isTrue();
    assertThat(Files.readString(stage.file)).isEqualTo(Stage.FLEET);
  }

  @Test
  void put_replacesTheFile_keepsModeAndTheOldText() throws IOException {
    Files.setPosixFilePermissions(stage.file, PosixFilePermissions.fromString("rw-r-----"));
    String before = version();
    var body = Map.of("text", OTHER, "version", before);
    var data = Stage.data(stage.body("admin", "PUT", "/fleet-file", body));
    assertThat(data.get("version").asString()).isEqualTo(version()).isNotEqualTo(before);
    assertThat(Files.readString(stage.file)).isEqualTo(OTHER);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stage.file)))
        .isEqualTo("rw-r-----");
    try (var kept = Files.list(folder.resolve("history"))) {
      var only = kept.toList();
      assertThat(only).hasSize(1);
      assertThat(Files.readString(only.getFirst())).isEqualTo(Stage.FLEET);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(only.getFirst())))
          .isEqualTo("rw-------");
    }
    assertThat(names(stage.data("admin", "/fleet"))).isEqualTo("[\"pc1\",\"pc2\",\"pc4\"]");
    assertThat(stage.audit).singleElement().asString().startsWith("admin fleet file: 1 added");
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".new"))).isEmpty();
    }
  }

  private static String names(JsonNode data) {
    return JsonMapper.shared()
        .writeValueAsString(
            data.get("clients").valueStream().map(one -> one.get("name").asString()).toList());
  }

  @Test
  void put_ofAnOldVersion_isAConflict() throws IOException {
    String version = version();
    Files.writeString(stage.file, Stage.FLEET + "<!-- by hand -->\n");
    var answer =
        stage.body("admin", "PUT", "/fleet-file", Map.of("text", OTHER, "version", version));
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).contains("\"errorType\":\"conflict\"");
    assertThat(Files.readString(stage.file)).endsWith("<!-- by hand -->\n");
  }

  @Test
  void put_ofMistakes_changesNothing() throws IOException {
    var answer =
        stage.body("admin", "PUT", "/fleet-file", Map.of("text", MISTAKEN, "version", version()));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("\"findings\":[{\"line\":7,\"column\":");
    var latin =
        Stage.FLEET.replaceFirst("<fleet>", "<?xml version='1.0' encoding='ISO-8859-1'?><fleet>");
    assertThat(
            stage
                .body("admin", "PUT", "/fleet-file", Map.of("text", latin, "version", version()))
                .body())
        .contains("while the file is to be UTF-8");
    assertThat(Files.readString(stage.file)).isEqualTo(Stage.FLEET);
    assertThat(stage.audit).isEmpty();
  }

  @Test
  void bodies_thatAreNone_areOneSentence() {
    assertThat(stage.body("admin", "POST", "/fleet-file/check", Map.of()).statusCode())
        .isEqualTo(400);
    assertThat(stage.body("admin", "PUT", "/fleet-file", Map.of("text", OTHER)).body())
        .contains("version is missing");
    var list = stage.request("admin", "/fleet-file/check");
    assertThat(stage.send(list.POST(BodyPublishers.ofString("["))).statusCode()).isEqualTo(400);
  }
}
