package dev.muster.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.e2e.faults.FaultRounds.Plan;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few rounds of {@link FaultRounds}: each part is hit once. */
class FaultRoundsTest {
  @TempDir Path folder;

  @Test
  void parts_hitOnceEach_loseNothingThatWasAcknowledged() throws Exception {
    var plan = new Plan(4, FaultRounds.NAMES, 20261122, Duration.ofSeconds(1));
    var said = new StringBuilder();
    try (var rounds = new FaultRounds(plan, folder, said::append)) {
      assertThat(rounds.run()).as(said::toString).isTrue();
    }
  }
}
