package dev.muster.scraper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BeginnersTest {
  private final Beginners beginners = new Beginners();

  private int places() throws InterruptedException {
    int places = 0;
    while (beginners.begin()) {
      places++;
    }
    return places;
  }

  @Test
  void beginners_thatHang_holdUpNobodyForEver() throws InterruptedException {
    assertThat(places()).isEqualTo(2 * Runtime.getRuntime().availableProcessors());
    assertThat(beginners.begin()).isFalse();
    beginners.end();
    assertThat(beginners.begin()).isTrue();
    assertThat(beginners.begin()).isFalse();
  }

  @Test
  void beginner_thatIsStopped_leavesTheQueue() throws InterruptedException {
    int places = places();
    Thread.currentThread().interrupt();
    assertThatThrownBy(beginners::begin).isInstanceOf(InterruptedException.class);
    for (int i = 0; i < places; i++) {
      beginners.end();
    }
    assertThat(places()).isEqualTo(places);
  }
}
