package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.archive.FleetStatus.MailStatus;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Smtp;
import dev.muster.fleet.Smtp.Security;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mails through a mail server's faults, by count, with the real archive and a moved clock: none is
 * lost, and none arrives twice but where the server broke off after it had taken it.
 */
final class SmtpFaultTest {
  private static final int MAILS = 5;
  private static final Pattern ID = Pattern.compile("(?im)^Message-ID: *(\\S+)");
  private static final Duration TIMEOUT = Duration.ofMillis(250);

  @TempDir Path folder;
  private long now = Notices.BEGAN;
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private Archive archive;

  @BeforeEach
  void open() {
    archive = Archive.open(folder.resolve("archive.db"), clock);
    var mails = new ArrayList<OutgoingMail>();
    for (int i = 0; i < MAILS; i++) {
      mails.add(
          TestMail.render(
              "muster@example.org", "a" + i + "@example.org", clock.instant(), ZoneOffset.UTC));
    }
    archive.alerts().commit(new AlertStore.Round(List.of(), List.of(), mails, -1));
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private static Smtp smtp(int port, Security security) {
    return new Smtp("127.0.0.1", port, "muster@example.org", security, "", null, null);
  }

  private OutboxSender outbox(MailSender sender) {
    return new OutboxSender(
        archive.alerts(),
        clock,
        sender,
        new Backoff(new Random(1)),
        new BridgeMetrics(new PrometheusRegistry()));
  }

  private OutboxSender outbox(ScriptedSmtp server) {
    return outbox(new SmtpSender(smtp(server.port(), Security.PLAIN), null, TIMEOUT));
  }

  /** Turns until this much time has gone by. */
  private void pass(OutboxSender outbox, Duration time) {
    long end = now + time.toMillis();
    while (now < end) {
      now += Math.max(1, outbox.turn());
    }
  }

  private static List<String> ids(ScriptedSmtp server) {
    return server.messages.stream()
        .map(message -> {
          var id = ID.matcher(message);
          assertThat(id.find()).isTrue();
          return id.group(1);
        })
        .toList();
  }

  private List<String> states() {
    return archive.status().mails(100).stream().map(MailStatus::state).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "greeting, 421 busy, 0",
    "greeting, 554 go away, 0",
    "greeting, hang up, 0",
    "EHLO, hang up, 0",
    "MAIL, 451 not now, 0",
    "MAIL, 550 sender unknown, 0",
    "MAIL, hang up, 0",
    "RCPT, 450 greylisted, 0",
    "RCPT, hang up, 0",
    "DATA, 451 not now, 0",
    "DATA, hang up, 0",
    "., 452 disk full, 0",
    "., hang up in message, 0",
    "., hang up, 5",
  })
  void faultThatPasses_losesNoMail(String step, String answer, int doubled) throws IOException {
    try (var server = new ScriptedSmtp(null, false).answering(step, answer);
        var outbox = outbox(server)) {
      outbox.turn();
      if (answer.equals(ScriptedSmtp.HANG_UP) && step.equals(".")) {
        assertThat(ids(server)).hasSize(MAILS);
      } else {
        assertThat(server.messages).isEmpty();
        pass(outbox, Duration.ofMinutes(1));
        assertThat(server.messages).isEmpty();
      }
      assertThat(states()).hasSize(MAILS).containsOnly("queued");
      server.answeringNormally();
      pass(outbox, Duration.ofMinutes(10));
      assertThat(states()).containsOnly("sent");
      assertThat(new HashSet<>(ids(server))).hasSize(MAILS);
      assertThat(ids(server)).hasSize(MAILS + doubled);
      assertThat(new HashSet<>(server.messages)).as("the same bytes again").hasSize(MAILS);
    }
  }

  @ParameterizedTest
  @CsvSource({"RCPT, 550 5.1.1 no such user", "DATA, 554 no", "., 554 5.7.1 spam"})
  void refusalForGood_isNotRetriedAndShown(String step, String answer) throws IOException {
    try (var server = new ScriptedSmtp(null, false).answering(step, answer);
        var outbox = outbox(server)) {
      outbox.turn();
      assertThat(states()).hasSize(MAILS).containsOnly("refused");
      assertThat(archive.status().mails(100))
          .allSatisfy(mail -> assertThat(mail.error()).contains(answer));
      server.answeringNormally();
      pass(outbox, Duration.ofMinutes(10));
      assertThat(server.messages).isEmpty();
      assertThat(
              archive
                  .history()
                  .events(
                      new dev.muster.archive.AlertHistory.Filter("", "", 0, Long.MAX_VALUE, 100)))
          .hasSize(MAILS);
    }
  }

  @ParameterizedTest
  @CsvSource({"greeting", "EHLO", "RCPT", "DATA"})
  void serverThatStalls_holdsNothingForever(String step) throws IOException {
    try (var server = new ScriptedSmtp(null, false).answering(step, ScriptedSmtp.STALL);
        var outbox = outbox(server)) {
      outbox.turn();
      assertThat(server.messages).isEmpty();
      assertThat(states()).containsOnly("queued");
      server.answeringNormally();
      pass(outbox, Duration.ofMinutes(1));
      assertThat(states()).containsOnly("sent");
      assertThat(ids(server)).hasSize(MAILS).doesNotHaveDuplicates();
    }
  }

  @Test
  void stallBeforeTheAcknowledgement_doublesNothing() throws IOException {
    try (var server = new ScriptedSmtp(null, false);
        var outbox = outbox(server)) {
      server.silence = TIMEOUT.multipliedBy(2);
      pass(outbox, Duration.ofMinutes(1));
      assertThat(states()).containsOnly("sent");
      assertThat(ids(server)).hasSize(MAILS).doesNotHaveDuplicates();
    }
  }

  @Test
  void serverAwayForAnHour_getsEveryMailOnceWithinItsNextTurn() throws IOException {
    int port;
    try (var gone = new ScriptedSmtp(null, false)) {
      port = gone.port();
    }
    try (var outbox = outbox(new SmtpSender(smtp(port, Security.PLAIN), null, TIMEOUT))) {
      pass(outbox, Duration.ofHours(1));
      assertThat(states()).containsOnly("queued");
      try (var server = new ScriptedSmtp(null, false, port)) {
        pass(outbox, OutboxSender.MOST_PER_SERVER);
        assertThat(states()).containsOnly("sent");
        assertThat(ids(server)).hasSize(MAILS).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void wrongCertificate_sendsNothingUntilItIsRight() throws IOException {
    var authority =
        new HeldCertificate.Builder().certificateAuthority(0).commonName("test CA").build();
    var file = Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
    try (var wrong = tls(authority, "mail.example.org");
        var right = tls(authority, "127.0.0.1");
        var outbox = outbox(sender(wrong, file))) {
      pass(outbox, Duration.ofMinutes(1));
      assertThat(wrong.messages).isEmpty();
      assertThat(states()).containsOnly("queued");
      outbox.replace(sender(right, null));
      outbox.turn();
      assertThat(right.messages).isEmpty();
      outbox.replace(sender(right, file));
      outbox.turn();
      assertThat(states()).containsOnly("sent");
      assertThat(ids(right)).hasSize(MAILS).doesNotHaveDuplicates();
    }
  }

  private static SmtpSender sender(ScriptedSmtp server, @Nullable Path authorities) {
    return new SmtpSender(
        smtp(server.port(), Security.STARTTLS), authorities, Duration.ofSeconds(20));
  }

  private static ScriptedSmtp tls(HeldCertificate authority, String host) throws IOException {
    var certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName(host).signedBy(authority).build();
    return new ScriptedSmtp(
        new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext(),
        false);
  }
}
