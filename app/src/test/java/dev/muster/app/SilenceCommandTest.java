package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What {@code muster silence} asks of a server, and what it prints. */
class SilenceCommandTest {
  private static final String ID = "65fa57ae-7bf4-463a-8a75-6775aa4b410b";

  @TempDir Path folder;
  private final List<String> asked = new ArrayList<>();
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();
  private HttpServer server;
  private int status = 200;
  private String answer = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(
              (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    var all = new ArrayList<>(List.of("silence", arguments[0]));
    all.add("--url=http://127.0.0.1:" + server.getAddress().getPort());
    all.add("--data=" + folder);
    all.addAll(List.of(arguments).subList(1, arguments.length));
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void add_asksForTheSilence_andPrintsItsId() {
    answer = "{\"silenceID\":\"" + ID + "\"}\n";
    var before = Instant.now();
    assertThat(
            run(
                "add",
                "--client=pc1",
                "--type",
                "disk",
                "a!~\"b|c\"",
                "--for",
                "2h",
                "--comment=x"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).isEqualTo(ID + System.lineSeparator());
    assertThat(asked.getFirst()).startsWith("POST /api/v2/silences {");
    var json = JsonMapper.shared().readTree(asked.getFirst().split(" ", 3)[2]);
    assertThat(json.get("matchers").toString())
        .isEqualTo(
            "[{\"name\":\"client\",\"value\":\"pc1\",\"isRegex\":false,\"isEqual\":true},"
                + "{\"name\":\"type\",\"value\":\"disk\",\"isRegex\":false,\"isEqual\":true},"
                + "{\"name\":\"a\",\"value\":\"b|c\",\"isRegex\":true,\"isEqual\":false}]");
    var start = Instant.parse(json.get("startsAt").asString());
    assertThat(start).isBetween(before, Instant.now());
    assertThat(json.get("endsAt").asString()).isEqualTo(start.plus(Duration.ofHours(2)).toString());
    assertThat(json.get("createdBy").asString()).isEqualTo("admin");
    assertThat(json.get("comment").asString()).isEqualTo("x");
    assertThat(json.has("schedule")).isFalse();
  }

  @Test
  void addWithCron_saysWhenItComesBack() {
    answer = "{\"silenceID\":\"" + ID + "\"}\n";
    assertThat(
            run(
                "add",
                "--group=lab-2",
                "--cron",
                "0 2 * * SUN",
                "--for=2h",
                "--zone=Europe/Berlin",
                "--start=2026-11-21T10:00:00+01:00",
                "--author=asa"))
        .as(err.toString())
        .isZero();
    var json = JsonMapper.shared().readTree(asked.getFirst().split(" ", 3)[2]);
    assertThat(json.get("schedule").asString()).isEqualTo("0 2 * * SUN for 2h Europe/Berlin");
    assertThat(json.get("startsAt").asString()).isEqualTo("2026-11-21T09:00:00Z");
    assertThat(json.get("endsAt").asString()).startsWith("2036-");
    assertThat(json.get("createdBy").asString()).isEqualTo("asa");
  }

  @Test
  void wrongUsage_isOneSentence_andAsksNothing() {
    wrong("say which alerts", "add", "--for=2h");
    wrong("'soon' is no duration", "add", "--client=pc1", "--for=soon");
    wrong("'now' is no time", "add", "--client=pc1", "--for=1h", "--start=now");
    wrong("bad matcher format: x", "add", "x", "--for=1h");
    wrong("--zone goes with --cron", "add", "--client=pc1", "--for=1h", "--zone=UTC");
    wrong("'x' is no id", "expire", "x");
    assertThat(asked).isEmpty();
  }

  private void wrong(String sentence, String... arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err.toString()).contains(sentence);
  }

  @Test
  void list_printsThoseThatAreNotOver() {
    String silence =
        """
        {"id":"%s","status":{"state":"%s"},"endsAt":"2026-11-21T10:00:00.000Z","createdBy":"asa",
         "comment":"why\\nnot","matchers":[
          {"name":"client","value":"pc\\"1","isRegex":false,"isEqual":true},
          {"name":"a","value":"b","isRegex":false,"isEqual":false},
          {"name":"c","value":"d","isRegex":true,"isEqual":true},
          {"name":"e","value":"f","isRegex":true,"isEqual":false}]}
        """;
    answer = "[" + silence.formatted(ID, "active") + "," + silence.formatted("x", "expired") + "]";
    assertThat(run("list")).isZero();
    assertThat(out.toString().strip())
        .isEqualTo(
            ID
                + "  active   until 2026-11-21T10:00:00.000Z  asa"
                + "  {client=\"pc\\\"1\", a!=\"b\", c=~\"d\", e!~\"f\"}  why not");
    assertThat(run("list", "--expired")).isZero();
    assertThat(out.toString().lines()).hasSize(2);
    assertThat(asked).containsOnly("GET /api/v2/silences");
  }

  @Test
  void expire_endsEach() {
    assertThat(run("expire", ID, ID.replace('6', '7'))).isZero();
    assertThat(asked)
        .containsExactly(
            "DELETE /api/v2/silence/" + ID, "DELETE /api/v2/silence/" + ID.replace('6', '7'));
  }

  @Test
  void refusal_isTold() {
    status = 400;
    answer = "\"silence invalid: too much\"";
    assertThat(run("expire", ID)).isOne();
    assertThat(err.toString()).contains("silence invalid: too much");
    status = 403;
    answer = "{\"status\":\"error\",\"error\":\"This token may not do that.\"}";
    assertThat(run("list")).isOne();
    assertThat(err.toString()).contains("This token may not do that.");
    status = 401;
    assertThat(run("list")).isOne();
    assertThat(err.toString()).contains("wants a log-in");
    status = 500;
    answer = "oh";
    assertThat(run("list")).isOne();
    assertThat(err.toString()).contains("answers with status 500");
    server.stop(0);
    assertThat(run("list")).isOne();
    assertThat(err.toString()).contains("is the server running there?");
  }
}
