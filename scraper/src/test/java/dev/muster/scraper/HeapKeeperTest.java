package dev.muster.scraper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapKeeperTest {
  private static final long MB = 1 << 20;

  @Test
  void collection_isDueWhenHalfAsMuchAgainBecameOld() {
    assertThat(HeapKeeper.isDue(150 * MB, 100 * MB)).isFalse();
    assertThat(HeapKeeper.isDue(151 * MB, 100 * MB)).isTrue();
  }

  @Test
  void collection_ofLittle_isNotDue() {
    assertThat(HeapKeeper.isDue(34 * MB, 10 * MB)).isFalse();
    assertThat(HeapKeeper.isDue(35 * MB, 10 * MB)).isTrue();
    assertThat(HeapKeeper.isDue(24 * MB, 0)).isFalse();
  }
}
