package dev.muster.scraper.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Archive;
import dev.muster.archive.PushReceipt;
import dev.muster.archive.PushWriter;
import dev.muster.metrics.Labels;
import dev.muster.metrics.MetricType;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.StaleMarker;
import dev.muster.scraper.FamilyDescription;
import dev.muster.sqlite.DatabaseException;
import io.javalin.Javalin;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WriteApiTest {
  private static final long NOW = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final String PROTO_2 =
      "application/x-protobuf;proto=io.prometheus.write.v2.Request";

  @TempDir Path folder;
  private Archive archive;
  private final Map<String, FamilyDescription> families = new HashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private Javalin server;

  @BeforeEach
  void start() {
    archive =
        Archive.open(folder.resolve("archive.db"), InstantSource.fixed(Instant.ofEpochMilli(NOW)));
    serve(archive);
  }

  private void serve(PushWriter writer) {
    if (server != null) {
      server.stop();
    }
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.http.maxRequestSize = 10 << 20;
                  new WriteApi(writer, families::put, new PrometheusRegistry(), () -> 0)
                      .addTo(config.routes);
                })
            .start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    http.close();
    server.stop();
    archive.close();
  }

  private HttpResponse<String> post(byte[] body, String type) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1/write"))
              .header("Content-Type", type)
              .header("Content-Encoding", "snappy")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> write1(Proto... series) {
    var request = new Proto();
    for (var one : series) {
      request.message(1, one);
    }
    return post(Proto.snappy(request.toBytes()), "application/x-protobuf");
  }

  private List<Series> stored() {
    return archive.select(new Selection(List.of(), Long.MIN_VALUE, Long.MAX_VALUE, 1_000_000));
  }

  private void assertRefused(HttpResponse<String> answer, String sentence) {
    assertThat(answer.body()).contains(sentence).endsWith("\n").hasLineCount(1);
    assertThat(answer.statusCode()).isBetween(400, 415);
    assertThat(stored()).isEmpty();
  }

  @Test
  void version1_isStoredBitForBitBeforeTheAnswer() {
    var series =
        Proto.series("__name__", "up", "job", "ä €")
            .message(2, Proto.sample(1, NOW))
            .message(2, Proto.sample(StaleMarker.VALUE, NOW + 1000))
            .message(2, Proto.sample(-0.0, NOW - 1000))
            .message(3, new Proto().doubleValue(2, 1));
    var answer = write1(series);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    var read = stored().getFirst();
    assertThat(read.labels()).isEqualTo(Labels.of("__name__", "up", "job", "ä €"));
    assertThat(read.size()).isEqualTo(3);
    assertThat(read.timesMillis()).startsWith(NOW - 1000, NOW, NOW + 1000);
    assertThat(Double.doubleToRawLongBits(read.values()[0])).isEqualTo(Long.MIN_VALUE);
    assertThat(Double.doubleToRawLongBits(read.values()[2])).isEqualTo(StaleMarker.BITS);
    assertThat(write1(series).statusCode()).as("sent again").isEqualTo(204);
  }

  @Test
  void version1_metadata_describesFamilies() {
    var request =
        new Proto()
            .message(3, new Proto().number(1, 1).text(2, "a_total").text(4, "A."))
            .message(3, new Proto().number(1, 4).text(2, "b").text(5, "bytes"));
    assertThat(post(Proto.snappy(request.toBytes()), "application/x-protobuf").statusCode())
        .isEqualTo(204);
    assertThat(families)
        .isEqualTo(
            Map.of(
                "a_total", new FamilyDescription(MetricType.COUNTER, "A."),
                "b", new FamilyDescription(MetricType.UNTYPED, "", "bytes")));
  }

  private static Proto request2() {
    return new Proto()
        .text(4, "")
        .text(4, "__name__")
        .text(4, "up")
        .text(4, "job")
        .text(4, "x")
        .text(4, "Whether.");
  }

  private HttpResponse<String> write2(Proto request) {
    return post(Proto.snappy(request.toBytes()), PROTO_2);
  }

  private static String written(HttpResponse<String> answer) {
    var headers = answer.headers();
    return headers.firstValue("X-Prometheus-Remote-Write-Samples-Written").orElse("-")
        + headers.firstValue("X-Prometheus-Remote-Write-Histograms-Written").orElse("-")
        + headers.firstValue("X-Prometheus-Remote-Write-Exemplars-Written").orElse("-");
  }

  private static Proto refs(int... refs) {
    var packed = new Proto();
    for (int ref : refs) {
      packed.varint(ref);
    }
    return packed;
  }

  @Test
  void version2_isStored_andSaysHowMany() {
    var series =
        new Proto()
            .message(1, refs(1, 2, 3, 4))
            .message(2, Proto.sample(1, NOW).number(3, NOW - 5))
            .message(2, Proto.sample(2, NOW + 1))
            .message(5, new Proto().number(1, 2).number(3, 5).number(4, 0));
    var unpacked = new Proto().number(1, 1).number(1, 4).message(2, Proto.sample(3, NOW));
    var answer = write2(request2().message(5, series).message(5, unpacked));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(written(answer)).isEqualTo("300");
    assertThat(stored().stream().map(Series::labels))
        .containsExactlyInAnyOrder(
            Labels.of("__name__", "up", "job", "x"), Labels.of("__name__", "x"));
    assertThat(families).containsEntry("up", new FamilyDescription(MetricType.GAUGE, "Whether."));
  }

  @Test
  void version2_nativeHistograms_areToldNotWritten_andTheRestIs() {
    var request =
        request2()
            .message(5, new Proto().message(1, refs(1, 2)).message(2, Proto.sample(1, NOW)))
            .message(5, new Proto().message(1, refs(1, 4)).message(3, new Proto().number(1, 7)));
    var answer = write2(request);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("1 native histograms were not written");
    assertThat(written(answer)).isEqualTo("100");
    assertThat(stored()).hasSize(1);
  }

  @Test
  void version2_wrongReferences_areRefused() {
    var sample = Proto.sample(1, NOW);
    assertRefused(
        write2(request2().message(5, new Proto().message(1, refs(1, 6)).message(2, sample))),
        "symbol 6 of 6");
    assertRefused(
        write2(request2().message(5, new Proto().message(1, refs(1, 2, 3)).message(2, sample))),
        "label job has no value");
    assertRefused(
        write2(request2().message(5, new Proto().message(1, refs(3, 4, 1, 2)).message(2, sample))),
        "label \"__name__\" stands behind \"job\"; sort labels by name");
    var noEmpty = new Proto().text(4, "x");
    assertRefused(write2(noEmpty), "the first symbol is not empty");
    assertThat(written(write2(noEmpty))).isEqualTo("000");
  }

  @Test
  void labels_thatAreNoSeries_areRefused() {
    var sample = Proto.sample(1, NOW);
    var good = Proto.series("__name__", "good").message(2, sample);
    assertRefused(write1(good, Proto.series().message(2, sample)), "has no label __name__");
    assertRefused(
        write1(good, Proto.series("job", "x").message(2, sample)),
        "the series {job=\"x\"} has no label __name__; name its metric");
    assertRefused(
        write1(good, Proto.series("__name__", "a", "__name__", "b").message(2, sample)),
        "label \"__name__\" stands twice in a series");
    assertRefused(
        write1(good, Proto.series("__name__", "a", "z", "1", "b", "2").message(2, sample)),
        "label \"b\" stands behind \"z\"; sort labels by name");
    assertRefused(
        write1(good, Proto.series("", "x", "__name__", "a").message(2, sample)),
        "a label has no name");
    var invalid = new Proto().message(1, new Proto().text(1, "__name__").bytes(2, new byte[] {-1}));
    assertRefused(write1(good, invalid.message(2, sample)), "a label's value is not UTF-8");
    assertRefused(
        write1(good, Proto.series("__name__", "a", "b", "x".repeat(8193)).message(2, sample)),
        "a label's value of 8193 bytes, and 8192 are taken");
  }

  @Test
  void labelsBeyondTheBasicPlane_areSortedByCodePoint() {
    var sample = Proto.sample(1, NOW);
    var sorted = Proto.series("__name__", "a", "\uFFFC", "1", "\uD83D\uDE00", "2");
    assertThat(write1(sorted.message(2, sample)).statusCode()).isEqualTo(204);
  }

  @Test
  void millionLabels_areRefused() {
    var series = new Proto();
    byte[] label = new Proto().text(1, "a").toBytes();
    for (int i = 0; i < 1_000_000; i++) {
      series.bytes(1, label);
    }
    assertRefused(write1(series.message(2, Proto.sample(1, NOW))), "stands twice");
    var different = new Proto();
    for (int i = 0; i < 1_000_000; i++) {
      different.message(1, new Proto().text(1, "l" + (1_000_000 + i)).text(2, "v"));
    }
    assertRefused(write1(different.message(2, Proto.sample(1, NOW))), "more than 64 labels");
  }

  @Test
  void samples_thatAreNotTaken_leaveTheRestOut() {
    var good = Proto.series("__name__", "good").message(2, Proto.sample(1, NOW));
    assertRefused(
        write1(good, Proto.series("__name__", "a").message(2, Proto.sample(1, -5))),
        "too old sample: a at 1969-12-31T23:59:59.995Z");
    assertRefused(
        write1(good, Proto.series("__name__", "a").message(2, Proto.sample(1, NOW + 700_000))),
        "too new sample");
    assertRefused(
        write1(
            good,
            Proto.series("__name__", "a")
                .message(2, Proto.sample(1, NOW))
                .message(2, Proto.sample(2, NOW))),
        "duplicate sample for timestamp");
  }

  @Test
  void bomb_isRefusedBeforeItIsUnpacked() {
    var bomb = new Proto().varint(0xFFFF_FFFFL).raw(0, 0).toBytes();
    assertRefused(
        post(bomb, "application/x-protobuf"), "holds 4294967295 bytes, and 33554432 are taken");
    assertRefused(post(new byte[0], "application/x-protobuf"), "no snappy block");
  }

  @Test
  void anyBrokenMessage_isRefusedOrHarmless() {
    var random = new Random(11);
    byte[] good =
        new Proto()
            .message(1, Proto.series("__name__", "up", "job", "x").message(2, Proto.sample(1, NOW)))
            .message(3, new Proto().number(1, 1).text(2, "up").text(4, "Help."))
            .toBytes();
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      for (boolean second : new boolean[] {false, true}) {
        try {
          var _ =
              second
                  ? WriteDecoder2.read(bad, WriteBounds.DEFAULT)
                  : WriteDecoder1.read(bad, WriteBounds.DEFAULT);
        } catch (BadWriteException e) {
          assertThat(e.getMessage()).isNotEmpty().hasLineCount(1);
        }
      }
    }
    for (int length = 1; length < good.length; length++) {
      var cut = java.util.Arrays.copyOf(good, length);
      var answer = post(Proto.snappy(cut), "application/x-protobuf");
      assertThat(answer.statusCode()).isIn(204, 400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/x-protobuf;proto=other",
        "application/x-protobuf2;proto=prometheus.WriteRequest"
      })
  void otherContent_isRefused(String type) {
    var answer = post(Proto.snappy(new byte[0]), type);
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("send application/x-protobuf with proto=");
  }

  @Test
  void fullDisk_is503_andWaiting429() throws Exception {
    var series = Proto.series("__name__", "a").message(2, Proto.sample(1, NOW));
    serve(batch -> CompletableFuture.failedFuture(new DatabaseException("the disk is full")));
    var full = write1(series);
    assertThat(full.statusCode()).isEqualTo(503);
    assertThat(full.body()).isEqualTo("the disk is full\n");
    assertThat(full.headers().firstValue("Retry-After")).contains("1");
    var never = new CompletableFuture<PushReceipt>();
    serve(batch -> never);
    never.completeExceptionally(new IllegalStateException("unknown"));
    assertThat(write1(series).statusCode()).isEqualTo(503);
  }
}
