package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.PostedAlert;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Silences and ended alerts in the file, over restarts and retention. */
final class SilencesTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();

  @TempDir Path folder;
  private long now = START;

  private Archive open() {
    return Archive.open(folder.resolve("archive.db"), () -> Instant.ofEpochMilli(now));
  }

  private static Silence silence(String id, long start, long end) {
    return new Silence(
        id,
        List.of(
            Matcher.of("client", Matcher.Type.REGEX, "pc\\d+|it's \"here\""),
            Matcher.of("client", Matcher.Type.NOT_EQUAL, "pc2"),
            Matcher.of("größe", Matcher.Type.NOT_REGEX, "a\nb")),
        start,
        end,
        start,
        "asa",
        "a comment, 'quoted'",
        "",
        Map.of("ticket", "\u0001 12"));
  }

  @Test
  void silence_savedAndChanged_isThereAfterARestart() {
    var first = silence("a", START, START + 1000);
    var second = silence("b", START - 1, START + 2000);
    var changed = silence("a", START, START + 5);
    try (var archive = open()) {
      var silences = archive.silences();
      assertThat(silences.all()).isEmpty();
      silences.saveAll(List.of(first, second));
      assertThat(silences.all()).containsExactly(second, first);
      silences.save(changed);
      assertThat(silences.all()).containsExactly(second, changed);
    }
    try (var archive = open()) {
      assertThat(archive.silences().all()).containsExactly(second, changed);
      assertThat(archive.silences().withId("b")).contains(second);
      assertThat(archive.silences().withId("c")).isEmpty();
    }
  }

  @Test
  void silence_matches_whereAllMatchersDo() {
    var silence = silence("a", START, START + 1);
    assertThat(silence.matches(Labels.of("client", "pc1"))).isTrue();
    assertThat(silence.matches(Labels.of("client", "pc2"))).isFalse();
    assertThat(silence.matches(Labels.of("client", "pc1", "größe", "a\nb"))).isFalse();
    assertThat(silence.matches(Labels.EMPTY)).isFalse();
  }

  @Test
  void silence_overForLongerThanAlertsAreKept_goes() {
    try (var archive = open()) {
      archive.silences().saveAll(List.of(silence("a", 0, START), silence("b", 0, START + 1)));
      archive.setRetention(Duration.ofDays(1));
      now = START + Duration.ofDays(1).toMillis();
      archive.expireNow();
      assertThat(archive.silences().all()).hasSize(2);
      now++;
      archive.expireNow();
      assertThat(archive.silences().all()).extracting(Silence::id).containsExactly("b");
    }
  }

  @Test
  void postedAlert_endedByItsJudge_isKnownAsEnded() {
    var labels = Labels.of("alertname", "A", "client", "pc1");
    try (var archive = open()) {
      var ended = archive.endedAlerts();
      commit(archive, labels, START, START + 60_000, AlertRecord.State.RESOLVED, START + 60_000);
      commit(
          archive, labels, START + 1, START + 60_000, AlertRecord.State.RESOLVED, START + 61_000);
      commit(archive, labels, START + 2, START + 60_000, AlertRecord.State.FIRING, null);
      assertThat(ended.isEnded(labels, START)).isTrue();
      assertThat(ended.isEnded(Labels.of("alertname", "A"), START)).isFalse();
      assertThat(ended.isEnded(labels, START + 1)).as("nobody handed it on any more").isFalse();
      assertThat(ended.isEnded(labels, START + 2)).as("it fires").isFalse();
    }
  }

  private static void commit(
      Archive archive,
      Labels labels,
      long start,
      long end,
      AlertRecord.State state,
      @Nullable Long over) {
    var alert = new PostedAlert(labels, Map.of(), start, end, "", Double.NaN);
    long id = archive.alerts().remember(0).lastEpisode() + 1;
    var record = new AlertRecord(id, "pc1", "A", state, 1, Double.NaN, "", start, start, over);
    var stored = new StoredAlert(record, "", alert);
    var news =
        new BridgeNews(List.of(stored), List.of(), List.of(), List.of(), Map.of(), List.of());
    archive.alerts().commit(new AlertStore.Round(List.of(), List.of(), List.of(), -1, news));
  }
}
