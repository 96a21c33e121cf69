package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.NotificationGroup.Known;
import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import dev.muster.sqlite.DatabaseException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the bridge keeps besides episodes and mails, over restarts. */
final class BridgeStoreTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();

  @TempDir Path folder;
  private long now = START;
  private Archive archive;

  @BeforeEach
  void open() {
    archive = Archive.open(file(), () -> Instant.ofEpochMilli(now));
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private Path file() {
    return folder.resolve("archive.db");
  }

  private void restart() {
    archive.close();
    open();
  }

  private static AlertRecord record(long id, State state, @Nullable Long resolved) {
    return new AlertRecord(id, "pc1", "disk", state, 95, 90, "/", START, START, resolved);
  }

  private static StoredAlert limit(long id) {
    return new StoredAlert(record(id, State.FIRING, null), "FIRED", null);
  }

  private static StoredAlert over(long id) {
    return new StoredAlert(record(id, State.RESOLVED, START + 5), "CLEARED", null);
  }

  private static NotificationGroup group(long id, String key, Map<Long, Known> known) {
    var labels = Labels.of("client", "pc1");
    return new NotificationGroup(id, "mail:a@b", key, labels, START, START + 1, 2, known);
  }

  private static Known known(Known.State state) {
    return new Known(state, START);
  }

  private static HistoryEntry entry(String what, String mail, String detail) {
    return new HistoryEntry(START, what, "pc1", "disk", 7, mail, detail);
  }

  private void commit(BridgeNews news, OutgoingMail... mails) {
    archive.alerts().commit(new AlertStore.Round(List.of(), List.of(), List.of(mails), -1, news));
  }

  private static BridgeNews alerts(List<StoredAlert> begun, List<StoredAlert> changed) {
    return new BridgeNews(begun, changed, List.of(), List.of(), Map.of(), List.of());
  }

  private static BridgeNews groups(List<NotificationGroup> groups, List<Long> gone) {
    return new BridgeNews(List.of(), List.of(), groups, gone, Map.of(), List.of());
  }

  private BridgeMemory memory() {
    return archive.alerts().remember(START);
  }

  @Test
  void alerts_keepTheIdsAndCausesTheyWereGiven() {
    var posted =
        new PostedAlert(
            Labels.of("alertname", "x"), Map.of("summary", "s"), START, START + 9, "u", 95);
    var handed = new StoredAlert(record(9, State.FIRING, null), "", posted);
    commit(alerts(List.of(limit(7), handed), List.of()));
    restart();
    assertThat(memory().alerts()).containsExactly(limit(7), handed);
    assertThat(memory().begins()).hasSize(2);
    assertThat(memory().lastEpisode()).isEqualTo(9);
    assertThat(archive.alerts().remember(START + 1).begins()).isEmpty();
    assertThat(archive.alerts().open()).containsExactly(limit(7).record());
    commit(alerts(List.of(), List.of(over(7))));
    assertThat(memory().alerts()).containsExactly(handed);
  }

  @Test
  void alertThatIsOver_isKeptInMind_untilItsGroupIsGone() {
    commit(alerts(List.of(limit(7)), List.of()));
    commit(groups(List.of(group(1, "k", Map.of(7L, known(Known.State.FLAPPING)))), List.of()));
    commit(alerts(List.of(), List.of(over(7))));
    restart();
    assertThat(memory().alerts()).containsExactly(over(7));
    assertThat(memory().groups())
        .containsExactly(group(1, "k", Map.of(7L, known(Known.State.FLAPPING))));
    commit(groups(List.of(group(2, "k", Map.of())), List.of(1L)));
    assertThat(memory().alerts()).isEmpty();
    assertThat(memory().groups()).containsExactly(group(2, "k", Map.of()));
  }

  @Test
  void failingRound_leavesNothingOfItsNews() {
    var twice = groups(List.of(group(1, "k", Map.of()), group(2, "k", Map.of())), List.of());
    assertThatThrownBy(() -> commit(twice)).isInstanceOf(DatabaseException.class);
    assertThat(memory().groups()).isEmpty();
  }

  @Test
  void acknowledgement_isOfAnOpenAlert_andGoesOnWithIt() {
    var seen = new Acknowledgement(7, START, "anna", "on it");
    assertThat(archive.alerts().acknowledge(seen)).isFalse();
    commit(alerts(List.of(limit(7), limit(8)), List.of()));
    assertThat(archive.alerts().acknowledge(seen)).isTrue();
    restart();
    assertThat(archive.alerts().acknowledgements()).containsExactly(seen);
    commit(
        new BridgeNews(
            List.of(), List.of(over(7)), List.of(), List.of(), Map.of(7L, 8L), List.of()));
    assertThat(archive.alerts().acknowledgements())
        .containsExactly(new Acknowledgement(8, START, "anna", "on it"));
    assertThat(history()).isEqualTo("acknowledged by anna: on it null");
  }

  @Test
  void history_namesTheMail_tellsOfMutes_andExpires() {
    var mail = new OutgoingMail("<m>", "a@b", "s", "t", "m");
    var entries =
        List.of(
            entry("firing", "", "95"),
            entry("muted", "", "silence x"),
            entry("notified", "<m>", "a@b"));
    commit(
        new BridgeNews(List.of(limit(7)), List.of(), List.of(), List.of(), Map.of(), entries),
        mail);
    assertThat(history()).isEqualTo("firing 95 null; muted silence x null; notified a@b 1");
    assertThat(memory().mutes())
        .containsExactly(Map.entry(7L, new BridgeMemory.Mute(true, "silence x", START)));
    now += Duration.ofDays(9).toMillis();
    archive.setRetention(Duration.ofDays(8));
    archive.expireNow();
    assertThat(history()).isEmpty();
  }

  private String history() {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT group_concat(what || ' ' || detail || ' ' || ifnull(mail, 'null'), '; ')"
                    + " FROM alert_history")) {
      rows.next();
      String all = rows.getString(1);
      return all == null ? "" : all;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
