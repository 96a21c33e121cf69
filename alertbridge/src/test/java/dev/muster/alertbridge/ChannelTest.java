package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Receiver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What each kind of receiver is told, to the byte, and where. */
final class ChannelTest {
  private static final URI PAGE = URI.create("https://muster.example.org:10090/");

  @TempDir Path folder;

  private static JsonNode body(Receiver receiver, Notification notification) {
    var written =
        new ReceiverWriter(ZoneOffset.UTC, PAGE)
            .write(
                notification,
                Notices.fleet(null, List.of(), List.of(), receiver),
                Instant.ofEpochMilli(Notices.BEGAN));
    assertThat(written).hasSize(1);
    assertThat(written.getFirst().receiver()).isEqualTo("to");
    return Json.MAPPER.readTree(written.getFirst().message());
  }

  private static Receiver receiver(Receiver.Kind kind) {
    return Notices.receiver("to", kind, URI.create("https://push.example.org/base/topic-1"));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ALERTMANAGER")
  void body_isTheKinds(Receiver.Kind kind) {
    var told =
        Notices.notification(
            "to",
            List.of(Notices.memory(true)),
            List.of(Notices.posted()),
            List.of(Notices.memory(false)));
    Golden.assertGolden(
        "receiver-" + kind.name().toLowerCase(Locale.ROOT) + ".json",
        body(receiver(kind), told).toPrettyString() + "\n");
  }

  @Test
  void oneAlert_isTheTitle() {
    var firing = Notices.notification("to", List.of(Notices.memory(true)), List.of(), List.of());
    var over = Notices.notification("to", List.of(), List.of(), List.of(Notices.memory(false)));
    var gotify = receiver(Receiver.Kind.GOTIFY);
    assertThat(body(gotify, firing).get("title").asString())
        .isEqualTo("pc_1 <lab>: memory 73.4% is over its limit of 50%");
    assertThat(body(gotify, over).get("title").asString())
        .isEqualTo("pc_1 <lab>: memory is back to 40.0% after 5m 3s (limit 50%)");
  }

  @Test
  void receiverThatWantsNoEnds_isNotToldOfThem() {
    var wants = receiver(Receiver.Kind.WEBHOOK);
    var receiver = new Receiver("to", wants.kind(), wants.url(), "", null, null, null, null, false);
    var fleet = Notices.fleet(null, List.of(), List.of(), receiver);
    var writer = new ReceiverWriter(ZoneOffset.UTC, PAGE);
    var over = Notices.notification("to", List.of(), List.of(), List.of(Notices.memory(false)));
    assertThat(writer.write(over, fleet, Instant.EPOCH)).isEmpty();
    var both =
        Notices.notification(
            "to", List.of(Notices.posted()), List.of(), List.of(Notices.memory(false)));
    assertThat(body(receiver, both).get("alerts").size()).isEqualTo(1);
  }

  @Test
  void ownTemplate_writesTheBody_unlessItIsNoJson() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("own.tmpl"),
            "{\"said\": {{ printf \"%q\" .Status }}, \"new\": {{ len .New }}}");
    var told = Notices.notification("to", List.of(Notices.posted()), List.of(), List.of());
    var receiver =
        new Receiver(
            "to",
            Receiver.Kind.SLACK,
            URI.create("http://127.0.0.1/"),
            "",
            null,
            null,
            null,
            file,
            true);
    assertThat(body(receiver, told).toString()).isEqualTo("{\"said\":\"firing\",\"new\":1}");
    Files.writeString(file, "{{ .Status }} is no JSON");
    assertThat(body(receiver, told).has("attachments")).isTrue();
    Files.delete(file);
    assertThat(body(receiver, told).has("attachments")).isTrue();
  }

  @Test
  void addresses_areTheKinds() {
    var url = URI.create("https://push.example.org/base/topic-1");
    assertThat(Channel.of(Receiver.Kind.NTFY).address(receiver(Receiver.Kind.NTFY)))
        .hasToString("https://push.example.org/base/");
    assertThat(Channel.of(Receiver.Kind.GOTIFY).address(receiver(Receiver.Kind.GOTIFY)))
        .hasToString(url + "/message");
    assertThat(Channel.of(Receiver.Kind.SLACK).address(receiver(Receiver.Kind.SLACK)))
        .isEqualTo(url);
  }

  @Test
  void manyAlerts_areCountedNotListed() {
    var many = java.util.Collections.nCopies(2_000, Notices.posted());
    var body =
        body(receiver(Receiver.Kind.TEAMS), Notices.notification("to", many, List.of(), List.of()));
    assertThat(body.toString()).contains("NEW and 1950 more");
    assertThat(body.toString().length()).isLessThan(28_000);
  }
}
