package dev.muster.scraper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapKeeperTest {
  private static final long MB = 1 << 20;

  @Test
  void collection_isDueWhenAThirdAsMuchAgainBecameOld() {
    assertThat(HeapKeeper.isDue(120 * MB, 90 * MB)).isFalse();
    assertThat(HeapKeeper.isDue(121 * MB, 90 * MB)).isTrue();
  }

  @Test
  void collection_ofLittle_isNotDue() {
    assertThat(HeapKeeper.isDue(18 * MB, 10 * MB)).isFalse();
    assertThat(HeapKeeper.isDue(19 * MB, 10 * MB)).isTrue();
    assertThat(HeapKeeper.isDue(8 * MB, 0)).isFalse();
  }
}
