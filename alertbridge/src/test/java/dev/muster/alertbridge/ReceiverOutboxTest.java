package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertStore;
import dev.muster.archive.OutgoingMail;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order, the patience and the end of patience with a receiver other than mail. */
final class ReceiverOutboxTest {
  private final FakeAlertStore store = new FakeAlertStore();
  private final List<String> tried = new ArrayList<>();
  private long now = 1_000_000;
  private MailSender.Outcome first = new MailSender.Outcome.Accepted();
  private final OutboxSender chat = lane("chat", this::send);

  private MailSender.Outcome send(OutgoingMail mail) {
    tried.add(mail.messageId());
    return mail.messageId().equals("<1>") ? first : new MailSender.Outcome.Accepted();
  }

  private OutboxSender lane(String receiver, MailSender sender) {
    return new OutboxSender(
        receiver,
        store,
        () -> Instant.ofEpochMilli(now),
        sender,
        new Backoff(new Random(1)),
        new BridgeMetrics(new PrometheusRegistry()),
        mail -> {});
  }

  private void queue(String receiver, String... ids) {
    store.created = now;
    var all = new ArrayList<OutgoingMail>();
    for (String id : ids) {
      all.add(new OutgoingMail(id, receiver, "s", "t", "{}", receiver));
    }
    store.commit(new AlertStore.Round(List.of(), List.of(), all, -1));
  }

  private List<String> states() {
    return store.mails().stream().map(FakeAlertStore.Kept::state).toList();
  }

  @Test
  void whatOneReceiverDoesNotTake_holdsUpNoOther() {
    queue("chat", "<1>");
    queue("", "<mail>");
    first = new MailSender.Outcome.Unavailable("down");
    chat.turn();
    var mails = new ArrayList<String>();
    lane(
            "",
            mail -> {
              mails.add(mail.messageId());
              return new MailSender.Outcome.Accepted();
            })
        .turn();
    assertThat(mails).containsExactly("<mail>");
    assertThat(states()).containsExactly("queued", "sent");
  }

  @Test
  void refusedForNow_keepsTheOrderUntilItFailedTenTimes() {
    queue("chat", "<1>", "<2>");
    first = new MailSender.Outcome.Later("500");
    for (int attempt = 1; attempt < OutboxSender.IN_ORDER; attempt++) {
      long wait = chat.turn();
      assertThat(wait).isLessThanOrEqualTo(OutboxSender.MOST_PER_RECEIVER.toMillis());
      now += wait;
    }
    assertThat(tried).hasSize(9).containsOnly("<1>");
    chat.turn();
    assertThat(tried.subList(9, 11)).containsExactly("<1>", "<2>");
    assertThat(states()).containsExactly("queued", "sent");
    first = new MailSender.Outcome.Accepted();
    now += Duration.ofMinutes(5).toMillis();
    chat.turn();
    assertThat(states()).containsExactly("sent", "sent");
  }

  @Test
  void askedToWait_waitsThatLongAtMostAnHour() {
    queue("chat", "<1>");
    first = new MailSender.Outcome.Unavailable("429", Duration.ofMinutes(7));
    assertThat(chat.turn()).isEqualTo(Duration.ofMinutes(7).toMillis());
    now += Duration.ofMinutes(7).toMillis() - 1;
    chat.turn();
    assertThat(tried).hasSize(1);
    first = new MailSender.Outcome.Unavailable("429", Duration.ofDays(9));
    now += 1;
    assertThat(chat.turn()).isEqualTo(OutboxSender.LONGEST_ASKED.toMillis());
    now += OutboxSender.LONGEST_ASKED.toMillis();
    first = new MailSender.Outcome.Accepted();
    chat.turn();
    assertThat(tried).hasSize(3);
    assertThat(states()).containsExactly("sent");
  }

  @Test
  void threeDaysOfNoAnswer_areGivenUp_mailsNever() {
    queue("chat", "<1>");
    queue("", "<mail>");
    var mails = lane("", mail -> new MailSender.Outcome.Unavailable("down"));
    first = new MailSender.Outcome.Unavailable("down");
    chat.turn();
    mails.turn();
    now += OutboxSender.KEPT.toMillis();
    chat.turn();
    assertThat(states()).containsExactly("queued", "queued");
    now += Duration.ofMinutes(2).toMillis();
    chat.turn();
    mails.turn();
    assertThat(states()).containsExactly("refused", "queued");
    assertThat(tried).hasSize(2);
  }
}
