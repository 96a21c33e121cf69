package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.archive.AlertStore;
import dev.muster.archive.OutgoingMail;
import dev.muster.sqlite.DatabaseException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OutboxSenderTest {
  private static final MailSender.Outcome DOWN = new MailSender.Outcome.Unavailable("down");

  /** Answers as told, else accepts; notes what it was given. */
  private static final class FakeSender implements MailSender {
    final List<String> tried = new ArrayList<>();
    final List<String> accepted = new ArrayList<>();
    final Map<String, Outcome> outcomes = new HashMap<>();
    Outcome usual = new Outcome.Accepted();
    int pauses;

    @Override
    public Outcome send(OutgoingMail mail) {
      tried.add(mail.recipient());
      var outcome = outcomes.getOrDefault(mail.recipient(), usual);
      if (outcome instanceof Outcome.Accepted) {
        accepted.add(mail.messageId());
      }
      return outcome;
    }

    @Override
    public void pause() {
      pauses++;
    }
  }

  private final FakeAlertStore store = new FakeAlertStore();
  private final FakeSender server = new FakeSender();
  private long now = 1_000_000;
  private OutboxSender outbox = outbox();

  private OutboxSender outbox() {
    return new OutboxSender(
        store,
        () -> Instant.ofEpochMilli(now),
        server,
        new Backoff(new Random(1)),
        new BridgeMetrics(new PrometheusRegistry()));
  }

  private void queue(String... recipients) {
    var mails = new ArrayList<OutgoingMail>();
    for (String recipient : recipients) {
      mails.add(new OutgoingMail("<" + recipient + ">", recipient, "s", "t", "m"));
    }
    store.commit(new AlertStore.Round(List.of(), List.of(), mails, -1));
  }

  private String state(String recipient) {
    return store.mails().stream()
        .filter(mail -> mail.mail().recipient().equals(recipient))
        .map(FakeAlertStore.Kept::state)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void queued_areSentOldestFirstAndOnce() {
    queue("a@b", "c@d");
    outbox.turn();
    outbox.turn();
    assertThat(server.tried).containsExactly("a@b", "c@d");
    assertThat(store.mails()).extracting(FakeAlertStore.Kept::state).containsOnly("sent");
    assertThat(server.pauses).isPositive();
  }

  @Test
  void unavailableServer_isTriedWithGrowingWaitsUpToAMinute() {
    queue("a@b", "c@d");
    server.usual = DOWN;
    var waits = new ArrayList<Long>();
    for (int i = 0; i < 10; i++) {
      long wait = outbox.turn();
      waits.add(wait);
      now += wait;
    }
    assertThat(server.tried).hasSize(10);
    long[] most = {1, 2, 4, 8, 15, 15, 15, 15, 15, 15};
    for (int i = 0; i < most.length; i++) {
      assertThat(waits.get(i)).isBetween(most[i] * 800 - 1, most[i] * 1000);
    }
    server.usual = new MailSender.Outcome.Accepted();
    now += 300_000;
    outbox.turn();
    assertThat(server.accepted).containsExactlyInAnyOrder("<a@b>", "<c@d>");
  }

  @Test
  void newMail_whileTheServerIsUnavailable_waitsToo() {
    queue("a@b");
    server.usual = DOWN;
    long wait = outbox.turn();
    queue("c@d");
    assertThat(outbox.turn()).isEqualTo(wait);
    assertThat(server.tried).hasSize(1);
  }

  @Test
  void replacedSender_isUsedAtOnce() {
    queue("a@b");
    server.usual = DOWN;
    outbox.turn();
    var other = new FakeSender();
    outbox.replace(other);
    outbox.turn();
    assertThat(other.accepted).containsExactly("<a@b>");
  }

  @Test
  void restart_triesWhatWaitsAtOnce() {
    queue("a@b", "c@d");
    server.outcomes.put("c@d", new MailSender.Outcome.Later("greylisted"));
    outbox.turn();
    server.outcomes.clear();
    outbox = outbox();
    outbox.turn();
    assertThat(server.accepted).containsExactly("<a@b>", "<c@d>");
  }

  @Test
  void reload_triesWhatWaitsAtOnceAndInOrder() {
    queue("a@b", "c@d");
    server.usual = DOWN;
    for (int i = 0; i < 7; i++) {
      now += outbox.turn();
    }
    outbox.turn();
    server.usual = new MailSender.Outcome.Accepted();
    outbox.retryAll();
    outbox.turn();
    assertThat(server.accepted).containsExactly("<a@b>", "<c@d>");
  }

  @Test
  void deferredMail_neverHoldsUpOthersAndIsNeverGivenUp() {
    queue("slow@b", "c@d");
    server.outcomes.put("slow@b", new MailSender.Outcome.Later("greylisted"));
    outbox.turn();
    assertThat(state("c@d")).isEqualTo("sent");
    for (int i = 0; i < 100; i++) {
      now += 300_000;
      outbox.turn();
    }
    assertThat(server.tried).hasSize(102);
    assertThat(state("slow@b")).isEqualTo("queued");
    server.outcomes.clear();
    now += 300_000;
    outbox.turn();
    assertThat(state("slow@b")).isEqualTo("sent");
  }

  @Test
  void refusedMail_isNotTriedAgain() {
    queue("gone@b", "c@d");
    server.outcomes.put("gone@b", new MailSender.Outcome.Refused("550 no such user"));
    outbox.turn();
    now += 3_600_000;
    outbox.turn();
    assertThat(server.tried).containsExactly("gone@b", "c@d");
    assertThat(state("gone@b")).isEqualTo("refused");
    assertThat(state("c@d")).isEqualTo("sent");
  }

  @Test
  void acknowledgedMail_whoseNoteFailed_isNotedLaterAndNotSentAgain() {
    queue("a@b");
    store.failSent = true;
    assertThatThrownBy(outbox::turn).isInstanceOf(DatabaseException.class);
    assertThatThrownBy(outbox::turn).isInstanceOf(DatabaseException.class);
    store.failSent = false;
    outbox.turn();
    assertThat(server.tried).containsExactly("a@b");
    assertThat(state("a@b")).isEqualTo("sent");
  }

  @Test
  void death_betweenAcknowledgementAndNote_sendsTheSameMailAgain() {
    queue("a@b");
    store.failSent = true;
    assertThatThrownBy(outbox::turn).isInstanceOf(DatabaseException.class);
    store.failSent = false;
    outbox = outbox();
    outbox.turn();
    assertThat(server.accepted).containsExactly("<a@b>", "<a@b>");
    assertThat(state("a@b")).isEqualTo("sent");
  }

  @Test
  void clockSetBack_doesNotHoldMailsUp() {
    queue("a@b");
    server.outcomes.put("a@b", new MailSender.Outcome.Later("not now"));
    outbox.turn();
    now -= 3_600_000;
    server.outcomes.clear();
    outbox.turn();
    assertThat(state("a@b")).isEqualTo("sent");

    queue("c@d");
    server.usual = DOWN;
    outbox.turn();
    now -= 3_600_000;
    server.usual = new MailSender.Outcome.Accepted();
    outbox.turn();
    assertThat(state("c@d")).isEqualTo("sent");
  }

  @Test
  void manyMails_goInOneTurn() {
    queue(IntStream.range(0, 333).mapToObj(i -> "a" + i + "@b").toArray(String[]::new));
    outbox.turn();
    assertThat(server.accepted).hasSize(333).doesNotHaveDuplicates();
  }

  @Test
  void wake_sendsWithoutWaiting() throws InterruptedException {
    var taken = new CountDownLatch(1);
    MailSender counting =
        mail -> {
          taken.countDown();
          return new MailSender.Outcome.Accepted();
        };
    try (var running =
        new OutboxSender(
            store,
            () -> Instant.ofEpochMilli(now),
            counting,
            new Backoff(new Random(1)),
            new BridgeMetrics(new PrometheusRegistry()))) {
      running.start();
      queue("a@b");
      running.wake();
      assertThat(taken.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(state("a@b")).isEqualTo("sent");
  }
}
