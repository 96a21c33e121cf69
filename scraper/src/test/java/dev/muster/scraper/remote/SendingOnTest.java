package dev.muster.scraper.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.MetricType;
import dev.muster.push.Receiver;
import dev.muster.scraper.FamilyDescription;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was pushed is sent on too, and all of it by either version of remote write. */
@Timeout(120)
final class SendingOnTest {
  private static final long START = Writing.START;

  @TempDir Path folder;
  private Writing writing;

  @BeforeEach
  void open() {
    writing = new Writing(folder);
  }

  @AfterEach
  void close() {
    writing.close();
  }

  private static List<String> pushed(String metric, long time, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i -> "{client=pushed, %s, site=north} %d.0 @%d".formatted(metric, i, time + 1000L * i))
        .toList();
  }

  @Test
  void pushedSamples_areSentOn_besideScrapes() throws Exception {
    writing.scrape("a", START, 1);
    writing.push("p", START, 3);
    writing.push("q", START - 5000, 1);
    var status = writing.run(Writing.settings(2000));
    assertThat(writing.receiver.all())
        .containsExactlyElementsOf(
            List.of(
                    Writing.samples("a", START, 0, 1),
                    pushed("p", START, 0, 3),
                    pushed("q", START - 5000, 0, 1))
                .stream()
                .flatMap(List::stream)
                .toList());
    assertThat(status.sent()).isEqualTo(5);
    assertThat(status.pending()).isZero();
    assertThat(status.highestMillis()).isEqualTo(START + 2000);
  }

  @Test
  void seriesOfManySamples_isCutAtTheSamePlaces() throws Exception {
    writing.push("p", START, 25);
    writing.receiver.answers.add(new Receiver.Answer.Later("HTTP 503", Duration.ZERO));
    writing.run(Writing.settings(10));
    assertThat(writing.receiver.requests.stream().map(List::size).filter(size -> size > 2))
        .containsExactly(10, 10, 10, 5);
    assertThat(writing.receiver.all()).containsExactlyElementsOf(pushed("p", START, 0, 25));
  }

  @Test
  void samplesTooOldForTheReceiver_areCounted_andTheRestGoesOn() throws Exception {
    writing.push("old", START - Duration.ofDays(3).toMillis(), 4);
    writing.push("new", START, 2);
    writing.scrape("a", START, 2);
    var tooOld = new Receiver.Answer.Refused("HTTP 400: out of bounds", false);
    writing.receiver.answers.add(Writing.TAKEN); // the scrape
    writing.receiver.answers.add(tooOld); // both pushes together
    writing.receiver.answers.add(tooOld); // the old one
    var status = writing.run(Writing.settings(2000));
    assertThat(status.rejected()).isEqualTo(4);
    assertThat(status.sent()).isEqualTo(4);
    assertThat(writing.receiver.all())
        .hasSize(4)
        .containsAll(pushed("new", START, 0, 2))
        .containsAll(Writing.samples("a", START, 0, 2));
    assertThat(writing.archive.arrivals().waiting("r").samples()).isZero();
  }

  @Test
  void second_hasEachSampleAndWhatItIs() throws Exception {
    writing.scrape("a", START, 2);
    writing.push("p", START, 2);
    var status = writing.run(Writing.settings(2000), true);
    assertThat(writing.receiver.requests).isEmpty();
    assertThat(writing.second.requests.getFirst())
        .extracting(Received::toString)
        .containsExactly(
            Writing.samples("a", START, 0, 1).getFirst(),
            new Received.Metadata("m0", 2, "Zero.", "seconds").toString(),
            Writing.samples("a", START, 1, 2).getFirst());
    assertThat(writing.second.all()).containsAll(pushed("p", START, 0, 2)).hasSize(4);
    assertThat(status.protocol()).isEqualTo("2.0");
  }

  @Test
  void second_thatIsNotSpoken_fallsBackToTheFirst_andLosesNothing() throws Exception {
    writing.second.answers.add(new Receiver.Answer.Refused("HTTP 415: no", false, true, 0));
    writing.scrape("a", START, 2);
    writing.scrape("b", START, 2);
    writing.push("p", START, 2);
    var status = writing.run(Writing.settings(2000), true);
    assertThat(writing.second.requests).hasSize(1);
    assertThat(writing.receiver.all())
        .containsAll(Writing.samples("a", START, 0, 2))
        .containsAll(Writing.samples("b", START, 0, 2))
        .containsAll(pushed("p", START, 0, 2))
        .hasSize(6);
    assertThat(status.protocol()).isEqualTo("1.0");
    assertThat(status.sent()).isEqualTo(6);
    assertThat(status.rejected()).isZero();
  }

  @Test
  void second_takenInPart_countsWhatWasTaken_andIsNotSentAgain() throws Exception {
    writing.second.answers.add(
        new Receiver.Answer.Refused("HTTP 400: 1 out of order", false, false, 3));
    writing.scrape("a", START, 2);
    writing.scrape("b", START, 2);
    var status = writing.run(Writing.settings(2000), true);
    assertThat(writing.second.requests).hasSize(1);
    assertThat(status.sent()).isEqualTo(3);
    assertThat(status.rejected()).isEqualTo(1);
    assertThat(status.failed()).isEqualTo(1);
  }

  @Test
  void second_byte_byByte() {
    var message =
        new SecondMessage(name -> new FamilyDescription(MetricType.COUNTER, "All.", "bytes"));
    var run = new Run();
    run.add(Double.doubleToRawLongBits(1.5), 1000);
    assertThat(message.add(Labels.of("__name__", "a_total", "x", "a_total"), run, 1, 1)).isTrue();
    assertThat(message.add(Labels.of("__name__", "b"), run, 1, 1000)).isFalse();
    byte[] compressed = message.compressed();
    var snappy = new SnappyJavaDecompressor();
    var plain = new byte[snappy.getUncompressedLength(compressed, 0)];
    snappy.decompress(compressed, 0, compressed.length, plain, 0, plain.length);
    String symbols =
        "2200" // "" is number 0
            + "2208"
            + hex("__name__")
            + "2207"
            + hex("a_total")
            + "2201"
            + hex("x")
            + "2204"
            + hex("All.")
            + "2205"
            + hex("bytes");
    String labels = "0a04" + "01020302";
    String sample = "120c" + "09000000000000f83f" + "10e807";
    String metadata = "2a06" + "0801" + "1804" + "2005";
    assertThat(HexFormat.of().formatHex(plain))
        .isEqualTo(symbols + "2a1c" + labels + sample + metadata);
    assertThat(message.samples()).isEqualTo(1);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
