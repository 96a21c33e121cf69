package dev.muster.scraper.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.fleet.Client;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import dev.muster.ssh.SshException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeptConnectionTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Client CLIENT =
      new Client(
          "pc",
          "",
          "10.1.2.3",
          new Client.SshLogin(22, "monitor", null, "key"),
          new Client.ExporterAccess(10_100, true, "/metrics", "", null, null),
          List.of(),
          List.of(),
          false);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger tries = new AtomicInteger();
  private volatile @Nullable Kind trouble;
  private final KeptConnection kept = new KeptConnection(CLIENT, this::connect, nanos::get);

  private SshConnection connect(Client client) throws SshException {
    tries.incrementAndGet();
    var kind = trouble;
    if (kind != null) {
      throw new SshException(kind, "no " + kind);
    }
    return new LocalConnection(Path.of("/nowhere"));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void fails(String reason) {
    assertThatThrownBy(() -> kept.get(LONG)).isInstanceOf(SshFailure.class).hasMessage(reason);
  }

  @Test
  void connection_isKept() throws Exception {
    var first = kept.get(LONG);
    assertThat(kept.get(LONG)).isSameAs(first);
    assertThat(kept.open()).isSameAs(first);
    assertThat(tries).hasValue(1);
  }

  @Test
  void connection_lost_isMadeAnew() throws Exception {
    var first = kept.get(LONG);
    first.close();
    assertThat(kept.open()).isNull();
    assertThat(kept.get(LONG)).isNotSameAs(first);
  }

  @Test
  void nobodyAnswers_triedAgainSoonAndLessOften() {
    trouble = Kind.UNREACHABLE;
    fails("SSH: no UNREACHABLE");
    fails("SSH: no UNREACHABLE");
    assertThat(tries).hasValue(1);
    pass(Duration.ofSeconds(1));
    fails("SSH: no UNREACHABLE");
    assertThat(tries).hasValue(2);
    pass(Duration.ofMillis(1_999));
    fails("SSH: no UNREACHABLE");
    assertThat(tries).hasValue(2);
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMinutes(1));
      fails("SSH: no UNREACHABLE");
    }
    assertThat(tries).hasValue(22);
  }

  @Test
  void logInRefused_notTriedWithEachScrape() {
    trouble = Kind.LOG_IN;
    fails("SSH: no LOG_IN");
    pass(Duration.ofSeconds(59));
    fails("SSH: no LOG_IN");
    assertThat(tries).hasValue(1);
    pass(Duration.ofSeconds(1));
    fails("SSH: no LOG_IN");
    assertThat(tries).hasValue(2);
  }

  @Test
  void pauses_endWithASuccess() throws Exception {
    trouble = Kind.LOST;
    fails("SSH: no LOST");
    pass(Duration.ofSeconds(1));
    fails("SSH: no LOST");
    trouble = null;
    pass(Duration.ofSeconds(2));
    kept.get(LONG).close();
    trouble = Kind.LOST;
    fails("SSH: no LOST");
    pass(Duration.ofSeconds(1));
    fails("SSH: no LOST");
    assertThat(tries).hasValue(5);
  }

  @Test
  void hostKeyUnknown_saysHowToTakeIt() {
    trouble = Kind.UNKNOWN_HOST_KEY;
    fails("SSH: no UNKNOWN_HOST_KEY (muster ssh-keys)");
  }

  @Test
  void logIn_longerThanThePatience_goesOnForTheNext() throws Exception {
    var answer = new CountDownLatch(1);
    var slow =
        new KeptConnection(
            CLIENT,
            client -> {
              try {
                answer.await();
              } catch (InterruptedException e) {
                throw new SshException(Kind.LOST, "given up", e);
              }
              return connect(client);
            },
            nanos::get);
    assertThatThrownBy(() -> slow.get(Duration.ofMillis(1)))
        .hasMessageStartingWith("SSH: no log-in within");
    answer.countDown();
    assertThat(slow.get(LONG).isOpen()).isTrue();
    assertThat(tries).hasValue(1);
  }

  @Test
  void closed_noFurtherOne() throws Exception {
    var _ = kept.get(LONG);
    kept.close();
    fails("SSH: the client is no longer asked");
  }
}
