package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.archive.AlertEvent;
import dev.muster.archive.AlertHistory;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.FleetStatus.MailStatus;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Why an alert stands as it stands, in every state. */
final class ExplanationTest {
  private static final long NOW = Notices.BEGAN + 600_000;
  private final FakeQuery query = new FakeQuery(Fleets.INTERVAL);
  private final List<AlertRecord> episodes = new ArrayList<>();
  private final List<AlertEvent> events = new ArrayList<>();
  private final List<MailStatus> mails = new ArrayList<>();
  private List<String> addresses = List.of("a@example.org");

  private final AlertHistory history =
      new AlertHistory() {
        @Override
        public List<AlertEvent> events(Filter filter) {
          return events.reversed().stream()
              .filter(event -> event.time() <= filter.to() && event.client().equals("pc1"))
              .toList();
        }

        @Override
        public List<AlertRecord> episodes(String client, String type, long until, int limit) {
          return episodes.reversed().stream()
              .filter(one -> one.type().equals(type) && one.activeSince() <= until)
              .limit(limit)
              .toList();
        }

        @Override
        public List<Told> firedOrResolvedSince(long since) {
          return List.of();
        }

        @Override
        public List<MailStatus> mails(List<Long> ids) {
          return mails.stream().filter(mail -> ids.contains(mail.id())).toList();
        }
      };

  private Fleet fleet() {
    Client client =
        Fleets.client(
            "pc1",
            "lab",
            addresses,
            false,
            Fleets.above(LimitType.MEMORY, 50, Duration.ofMinutes(5), 45));
    return Notices.fleet(null, List.of(), List.of(client));
  }

  private String explained(String type, long at) {
    var sources =
        new Explanation.Sources(
            fleet(), (client, limit) -> "of group lab, line 5", query, history, ZoneOffset.UTC);
    return Explanation.of(sources, "pc1", type, at).stream()
        .map(Explanation::line)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private void episode(State state, @Nullable Long firedAt, @Nullable Long resolvedAt) {
    episodes.add(
        new AlertRecord(
            3, "pc1", "memory", state, 73.4, 50, "", Notices.BEGAN, firedAt, resolvedAt));
  }

  private void event(long time, String what, @Nullable Long mail, String detail) {
    events.add(new AlertEvent(events.size() + 1, time, what, "pc1", "memory", 3L, mail, detail));
  }

  @Test
  void firingAndTold_isAllOnOnePage() {
    query.set(Notices.BEGAN, LimitType.MEMORY, "pc1", "", 73.4);
    episode(State.FIRING, Notices.BEGAN + 300_000, null);
    event(Notices.BEGAN, "pending", null, "73.4%, limit 50%");
    event(Notices.BEGAN + 300_000, "firing", null, "73.4%, limit 50%");
    event(Notices.BEGAN + 300_000, "notified", 9L, "a@example.org");
    mails.add(new MailStatus(9, "a@example.org", "s", "sent", 0, 1.0, 0, ""));
    Golden.assertGolden("explain-firing.txt", explained("memory", NOW));
  }

  @Test
  void pastTime_isExplainedAsItWasThen() {
    query.set(Notices.BEGAN, LimitType.MEMORY, "pc1", "", 73.4);
    query.set(Notices.BEGAN + 500_000, LimitType.MEMORY, "pc1", "", 20);
    episode(State.RESOLVED, Notices.BEGAN + 300_000, Notices.BEGAN + 500_000);
    assertThat(explained("memory", Notices.BEGAN + 60_000))
        .contains("value     73.4%")
        .contains("state     pending, crossed since Sat 21 Nov 2026, 10:42:07")
        .contains("so        no mail yet, as it has to last 5m and has lasted 1m");
    assertThat(explained("memory", NOW))
        .contains("value     20.0%")
        .contains("state     inactive since Sat 21 Nov 2026, 10:50:27")
        .contains("so        no mail, as it is within its limit");
  }

  @Test
  void muted_saysByWhat() {
    query.set(Notices.BEGAN, LimitType.MEMORY, "pc1", "", 73.4);
    episode(State.FIRING, Notices.BEGAN + 300_000, null);
    event(Notices.BEGAN + 300_000, "muted", null, "silence 12ab of admin");
    assertThat(explained("memory", NOW))
        .contains("muted     by silence 12ab of admin")
        .contains("so        no mail, as it is muted by silence 12ab of admin");
    event(Notices.BEGAN + 400_000, "unmuted", null, "silence 12ab of admin");
    assertThat(explained("memory", NOW))
        .contains("muted     by nothing")
        .contains("so        no mail yet, as its group still waits");
  }

  @Test
  void mailThatWaits_saysTheServersWords() {
    query.set(Notices.BEGAN, LimitType.MEMORY, "pc1", "", 73.4);
    episode(State.FIRING, Notices.BEGAN, null);
    event(Notices.BEGAN, "notified", 9L, "a@example.org");
    mails.add(new MailStatus(9, "a@example.org", "s", "queued", 0, null, 4, "no connection"));
    assertThat(explained("memory", NOW))
        .contains("notified a@example.org: waits, 4 attempts, no connection")
        .contains("so        they are not told yet, as nothing was taken so far, see above");
  }

  @Test
  void nobodyToTell_noValueAndNoLimit_areSaid() {
    addresses = List.of();
    query.set(Notices.BEGAN, LimitType.MEMORY, "pc1", "", 73.4);
    episode(State.FIRING, Notices.BEGAN, null);
    assertThat(explained("memory", NOW)).contains("so        no mail, as nobody is to be told");
    episodes.clear();
    assertThat(explained("cpu", NOW))
        .contains("limit     none of this type")
        .contains("so        no mail, as the fleet file holds pc1 to no such limit");
    query.set(Notices.BEGAN, LimitType.MEMORY, "pc1", "", Double.NaN);
    assertThat(explained("memory", NOW))
        .contains("value     none at this time")
        .contains("so        no mail, as there is no value to judge; is it offline?");
    query.failing.add(LimitType.MEMORY);
    assertThat(explained("memory", NOW))
        .contains("value     not known, the query failed: it took too long");
  }

  @Test
  void unknownClientOrType_isOneSentence() {
    var sources =
        new Explanation.Sources(fleet(), (client, limit) -> "", query, history, ZoneOffset.UTC);
    assertThatThrownBy(() -> Explanation.of(sources, "pc2", "memory", NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the fleet file has no client \"pc2\"; name one as the fleet file does");
    assertThatThrownBy(() -> Explanation.of(sources, "pc1", "memroy", NOW))
        .hasMessageContaining("limit types are cpu, memory");
  }
}
