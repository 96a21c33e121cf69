package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.archive.OutgoingMail;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MailBudgetTest {
  private static final List<String> A = List.of("a@example.org");
  private static final List<String> BOTH = List.of("a@example.org", "b@example.org");

  @TempDir Path folder;
  private long now = Notices.BEGAN;

  @Test
  void whatWaitsAndWhatWasTakenLately_counts() {
    try (var archive =
        Archive.open(folder.resolve("archive.db"), () -> Instant.ofEpochMilli(now))) {
      var alerts = archive.alerts();
      for (int i = 0; i < 3; i++) {
        var mail = new OutgoingMail("<" + i + ">", "a@example.org", "s", "t", "m");
        alerts.commit(new AlertStore.Round(List.of(), List.of(), List.of(mail), -1));
      }
      var budget = new MailBudget();
      assertThat(budget.left(A)).isEqualTo(Integer.MAX_VALUE);
      budget.refresh(alerts, 4, now);
      assertThat(budget.left(A)).isEqualTo(1);
      assertThat(budget.left(BOTH)).isEqualTo(1);
      assertThat(budget.left(List.of("b@example.org"))).isEqualTo(4);
      budget.spend(BOTH);
      assertThat(budget.left(BOTH)).isZero();
      assertThat(budget.left(List.of("b@example.org"))).isEqualTo(3);
      alerts.sent(1, now);
      now += MailBudget.WINDOW.toMillis();
      var afterARestart = new MailBudget();
      afterARestart.refresh(alerts, 4, now);
      assertThat(afterARestart.left(A)).isEqualTo(1);
      now++;
      afterARestart.refresh(alerts, 4, now);
      assertThat(afterARestart.left(A)).isEqualTo(2);
    }
  }

  @Test
  void whatIsHeld_isKnownUntilItIsReleased() {
    var budget = new MailBudget();
    assertThat(budget.release(A)).isFalse();
    budget.hold(A);
    assertThat(budget.release(BOTH)).isFalse();
    assertThat(budget.release(A)).isTrue();
    assertThat(budget.release(A)).isFalse();
  }
}
