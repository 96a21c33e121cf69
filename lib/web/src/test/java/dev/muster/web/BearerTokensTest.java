package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.web.BearerTokens.Kept;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BearerTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final List<Duration> pauses = new ArrayList<>();
  private final BearerTokens tokens = new BearerTokens(InstantSource.fixed(NOW), pauses::add);

  @Test
  void token_isFoundByItsHash_withoutDelay() {
    String grafana = BearerTokens.generate();
    String other = BearerTokens.generate();
    var all =
        List.of(
            new Kept("grafana", BearerTokens.hash(grafana), null),
            new Kept("other", BearerTokens.hash(other), NOW.plusSeconds(1)));
    assertThat(tokens.find(grafana, all)).map(Kept::name).contains("grafana");
    assertThat(tokens.find(other, all)).map(Kept::name).contains("other");
    assertThat(pauses).isEmpty();
  }

  @Test
  void token_wrongOrExpired_isRefusedAfterAWhile() {
    String token = BearerTokens.generate();
    var all = List.of(new Kept("old", BearerTokens.hash(token), NOW));
    assertThat(tokens.find(token, all)).isEmpty();
    assertThat(tokens.find(token + "x", all)).isEmpty();
    assertThat(tokens.find(token, List.of())).isEmpty();
    assertThat(pauses).hasSize(3);
  }

  @Test
  void tokens_areLongAndNeverTheSame() {
    var made = new HashSet<String>();
    for (int i = 0; i < 100; i++) {
      String token = BearerTokens.generate();
      assertThat(token).matches("muster_[A-Za-z0-9_-]{43}");
      made.add(token);
    }
    assertThat(made).hasSize(100);
  }

  @Test
  void kept_showsNoHash_andNeedsAWholeOne() {
    var kept = new Kept("a", BearerTokens.hash("x"), null);
    assertThat(kept).hasToString("Kept[a]");
    assertThatThrownBy(() -> new Kept("a", "ab", null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
