package dev.muster.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

final class WriteQueueTest {
  private static final Path FILE = Path.of("test.db");
  private static final Duration LONG = Duration.ofMinutes(5);

  private static Job<Boolean> job() {
    return new Job<>(connection -> true, done -> {}, false);
  }

  private static Deque<Job<?>> take(WriteQueue queue, int most) throws InterruptedException {
    var group = new ArrayDeque<Job<?>>();
    assertThat(queue.take(group, most, 0)).isTrue();
    return group;
  }

  private static WriteQueue full(Duration patience) {
    var queue = new WriteQueue(FILE, 2, patience);
    queue.submit(job());
    queue.submit(job());
    return queue;
  }

  @Test
  void submit_withoutAPlace_waitsForOne() throws Exception {
    var queue = full(LONG);
    var more = job();
    var waiting = Thread.ofPlatform().start(() -> queue.submit(more));
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(take(queue, 1)).hasSize(1).doesNotContain(more);
    waiting.join();
    assertThat(take(queue, 3)).hasSize(2).endsWith(more);
    assertThat(more.done()).isNotDone();
  }

  @Test
  void submit_withoutAPlaceForTooLong_saysSo() throws Exception {
    var queue = full(Duration.ZERO);
    var more = job();
    queue.submit(more);
    assertThatThrownBy(more.done()::join)
        .hasRootCauseInstanceOf(DatabaseException.class)
        .hasRootCauseMessage(
            "test.db: 2 writes wait already, and for 0 s there was no place for one more; the disk"
                + " is too slow for them");
    assertThat(take(queue, 3)).hasSize(2);
  }

  @Test
  void submit_byTheWriter_needsNoPlace() throws Exception {
    var queue = full(LONG);
    var more = job();
    queue.submitByWriter(more);
    assertThat(take(queue, 3)).hasSize(3).endsWith(more);
    queue.submit(job());
    queue.submit(job());
    assertThat(take(queue, 3)).hasSize(2);
  }

  @Test
  void submit_interrupted_failsAndStaysInterrupted() {
    var queue = full(LONG);
    var more = job();
    Thread.currentThread().interrupt();
    queue.submit(more);
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(more.done()::join)
        .hasRootCauseMessage("test.db: interrupted while waiting to write");
  }

  @Test
  void take_ofWhatHasSome_waitsForNothing() throws Exception {
    var queue = new WriteQueue(FILE, 2, LONG);
    var group = new ArrayDeque<Job<?>>();
    group.add(job());
    assertThat(queue.take(group, 3, LONG.toNanos())).isTrue();
    assertThat(group).hasSize(1);
  }

  @Test
  void close_leavesWhatWaitsAndTakesNoMore() throws Exception {
    var queue = full(LONG);
    queue.close();
    assertThat(take(queue, 2)).hasSize(2);
    var late = job();
    queue.submit(late);
    assertThatThrownBy(late.done()::join).hasRootCauseMessage("test.db: is closed");
    assertThat(take(queue, 2)).hasSize(1).doesNotContain(late);
    assertThat(queue.take(new ArrayDeque<>(), 2, 0)).isFalse();
  }
}
