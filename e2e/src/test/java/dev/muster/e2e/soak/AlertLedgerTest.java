package dev.muster.e2e.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.e2e.soak.AlertLedger.Balance;
import dev.muster.e2e.soak.AlertLedger.Turn;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertLedgerTest {
  private final AlertLedger ledger = new AlertLedger(new Latencies());

  @Test
  void eachToldOnce_isEven() {
    for (int i = 0; i < 2; i++) {
      ledger.due(Turn.firing("pc-001", "disk"));
      ledger.told(Turn.firing("pc-001", "disk"));
      ledger.due(Turn.resolved("pc-001", "disk"));
      ledger.told(Turn.resolved("pc-001", "disk"));
    }
    assertThat(ledger.balance()).isEqualTo(new Balance(4, 4, 0, 0, 0));
    assertThat(ledger.balance().isEven()).isTrue();
    assertThat(ledger.differences()).isEmpty();
  }

  @Test
  void excused_mayBeTwiceOffline_ifTwiceBack() {
    for (String client : List.of("pc-001", "pc-002")) {
      ledger.told(Turn.firing(client, "offline"));
    }
    ledger.told(Turn.resolved("pc-001", "offline"));
    ledger.excuse(Set.of("pc-001", "pc-002"));
    assertThat(ledger.balance()).isEqualTo(new Balance(2, 3, 0, 0, 1));
  }

  @Test
  void lostDoubledAndStray_areToldApart_andDoNotMakeUpForEachOther() {
    ledger.due(Turn.firing("pc-001", "disk"));
    ledger.due(Turn.firing("pc-002", "disk"));
    ledger.told(Turn.firing("pc-002", "disk"));
    ledger.told(Turn.firing("pc-002", "disk"));
    ledger.told(Turn.firing("pc-003", "disk"));
    assertThat(ledger.balance()).isEqualTo(new Balance(2, 3, 1, 1, 1));
    assertThat(ledger.balance().isEven()).isFalse();
    assertThat(ledger.differences()).hasSize(3);
  }
}
