package dev.muster.e2e.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.LINUX;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/** The soak for seconds, so that it cannot rot. What it counts has to be right all the same. */
@EnabledOnOs(LINUX)
class LoadSoakTest {
  @TempDir Path folder;

  @Test
  void aFewSeconds_loseNothing_andTellEachAlertOnce() throws Exception {
    var plan = new SoakPlan(20, Duration.ofSeconds(1), Duration.ofSeconds(12));
    var result = new LoadSoak(plan, folder, System.err).run();
    new SoakReport(System.err, result).print();
    assertThat(result.mails().isEven()).as(result.mailWords().toString()).isTrue();
    assertThat(result.mails().told()).isPositive();
    assertThat(result.scrapes().scrapes()).isPositive();
    assertThat(result.scrapes().lost()).as(result.scrapeWords().toString()).isZero();
    assertThat(result.scrapes().doubled()).as(result.scrapeWords().toString()).isZero();
    assertThat(result.events().kept()).isEqualTo(result.events().told()).isPositive();
    assertThat(result.events().doubled()).isZero();
    assertThat(result.queries().failures()).as(result.queries().reasons().toString()).isZero();
    assertThat(result.queries().count()).isPositive();
    assertThat(result.reloadsNotTaken()).isZero();
    assertThat(result.badEnd()).isEmpty();
  }
}
