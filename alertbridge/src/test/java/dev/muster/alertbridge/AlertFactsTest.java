package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.StoredAlert;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said of an alert in each of its states. */
class AlertFactsTest {
  private static final long SINCE = Instant.parse("2026-11-22T09:00:00Z").toEpochMilli();

  private static AlertFacts facts(State state, @Nullable Long fired, @Nullable Long resolved) {
    var record = new AlertRecord(7, "pc1", "memory", state, 73.4, 50, "", SINCE, fired, resolved);
    var cause = state == State.RESOLVED ? "CLEARED" : "";
    return AlertFacts.of(new StoredAlert(record, cause, null), Map.of(), ZoneOffset.UTC);
  }

  @Test
  void sentence_ofOneThatWaits_isThatOfOneThatFires() {
    String fires = facts(State.FIRING, SINCE + 300_000, null).sentence();
    assertThat(fires).isEqualTo("pc1: memory 73.4% is over its limit of 50%");
    assertThat(facts(State.PENDING, null, null).sentence()).isEqualTo(fires);
    assertThat(facts(State.RESOLVED, SINCE + 300_000, SINCE + 600_000).sentence())
        .isNotEqualTo(fires)
        .startsWith("pc1: memory ");
  }

  @Test
  void labels_areThoseThatSilencesMatch() {
    var facts = facts(State.PENDING, null, null);
    assertThat(facts.labels().toMap())
        .containsEntry("alertname", "memory")
        .containsEntry("client", "pc1");
    assertThat(facts.fingerprint()).matches("[0-9a-f]{16}");
    assertThat(facts.generatorUrl()).isEmpty();
  }
}
