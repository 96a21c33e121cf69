package dev.muster.console.account;

import static dev.muster.console.account.AccountSite.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guessing, by a clock that is set. */
@Timeout(120)
class LogInThrottleTest {
  private Instant now = Instant.parse("2026-11-22T08:00:00Z");
  private final LogInThrottle throttle = new LogInThrottle(() -> now);

  private void pass(Duration time) {
    now = now.plus(time);
  }

  /** Guesses until it is told to wait. */
  private int guesses(String name, String address, int most) {
    int done = 0;
    while (done < most && throttle.mustWait(name, address).isEmpty()) {
      throttle.failed(name, address, name + done + now);
      done++;
    }
    return done;
  }

  @Test
  void name_takesTenWrongPasswords_thenTwoAMinute() {
    assertThat(guesses("ann", "1.1.1.1", 100)).isEqualTo(10);
    assertThat(throttle.mustWait("ann", "2.2.2.2").orElseThrow())
        .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
    pass(Duration.ofSeconds(31));
    assertThat(guesses("ann", "1.1.1.1", 100)).isEqualTo(1);
    int inADay = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      pass(Duration.ofMinutes(1));
      inADay += guesses("ann", "1.1.1.1", 100);
    }
    assertThat(inADay).isLessThanOrEqualTo(2 * 24 * 60);
  }

  @Test
  void addressThatSentMany_stopsNobodyWhoseNameIsNotGuessed() {
    for (int i = 0; i < 50; i++) {
      assertThat(guesses("user" + i, "1.1.1.1", 1)).isEqualTo(1);
    }
    // Behind the same address, a name that nobody guessed, is free for its first password.
    assertThat(throttle.mustWait("teacher", "1.1.1.1")).isEmpty();
    // One that was guessed there takes one each ten minutes.
    assertThat(throttle.mustWait("user7", "1.1.1.1").orElseThrow())
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(throttle.mustWait("user7", "2.2.2.2")).isEmpty();
    pass(Duration.ofMinutes(10));
    assertThat(throttle.mustWait("user7", "1.1.1.1")).isEmpty();
  }

  @Test
  void memory_isBounded() {
    for (int i = 0; i < 3 * LogInThrottle.MOST; i++) {
      throttle.failed("name" + i, "address" + i, "x");
    }
    assertThat(throttle.remembered()).isLessThanOrEqualTo(2 * LogInThrottle.MOST);
  }

  @Test
  void rightPassword_forgetsTheWrongOnes() {
    assertThat(guesses("ann", "1.1.1.1", 9)).isEqualTo(9);
    throttle.succeeded("ann");
    assertThat(guesses("ann", "1.1.1.1", 100)).isEqualTo(10);
  }

  @Test
  void site_answersWait_andTheUserWhoIsInElsewhereIsNotLockedOut(@TempDir Path folder)
      throws Exception {
    try (var site = new AccountSite(folder)) {
      for (int i = 0; i < 10; i++) {
        assertThat(site.logInAnswer("ann", "wrong " + i).statusCode()).isEqualTo(401);
      }
      var checked = site.accounts().passwords().checked();
      var refused = site.logInAnswer("ann", PASSWORD);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("31");
      assertThat(site.send(site.basic("ann", "other", "/look")).statusCode()).isEqualTo(429);
      assertThat(site.accounts().passwords().checked()).isEqualTo(checked);
      // Another name from the same address passes.
      assertThat(site.logInAnswer("vic", PASSWORD).statusCode()).isEqualTo(200);
      site.pass(Duration.ofSeconds(31));
      assertThat(site.logInAnswer("ann", PASSWORD).statusCode()).isEqualTo(200);
      // From where ann is in already, ann passes though the name is being guessed elsewhere.
      for (int i = 0; i < 10; i++) {
        site.accounts().check(new Accounts.Credentials("ann", "w" + i), "203.0.113.9");
      }
      assertThat(site.accounts().check(new Accounts.Credentials("ann", "again"), "203.0.113.9"))
          .isInstanceOf(Accounts.Checked.Wait.class);
      assertThat(site.logInAnswer("ann", PASSWORD).statusCode()).isEqualTo(200);
      assertThat(site.whatWasDone()).contains("ann: log-in failed: ");
    }
  }

  @Test
  void programWithAnOldPassword_locksNobodyOut(@TempDir Path folder) throws Exception {
    try (var site = new AccountSite(folder)) {
      for (int i = 0; i < 40; i++) {
        assertThat(site.send(site.basic("ann", "the old one", "/look")).statusCode())
            .isEqualTo(401);
      }
      assertThat(site.accounts().passwords().checked()).isEqualTo(1);
      assertThat(site.logInAnswer("ann", PASSWORD).statusCode()).isEqualTo(200);
      // What was wrong is right once it is the user's password.
      site.store.setPassword("ann", PasswordPolicy.hash("ann", "the old one"));
      assertThat(site.send(site.basic("ann", "the old one", "/look")).statusCode()).isEqualTo(200);
    }
  }
}
