package dev.muster.rollout.enroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.archive.account.AccountStore;
import dev.muster.archive.account.StoredEnrollment;
import dev.muster.archive.account.StoredEnrollment.State;
import dev.muster.fleet.Client;
import dev.muster.fleet.FleetFile;
import dev.muster.server.Refused;
import dev.muster.web.BearerTokens;
import dev.muster.web.CertificateAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrollmentsTest {
  private static final String FROM = "10.1.2.3";

  private volatile Instant time = Instant.parse("2026-11-22T05:00:00Z");
  @TempDir Path folder;
  private Path fleetFile;
  private AccountStore store;
  private CertificateAuthority authority;
  private Enrollments enrollments;

  @BeforeEach
  void open() throws IOException {
    fleetFile =
        Files.writeString(
            folder.resolve("fleet.xml"),
            "<fleet><client name='old' ip='10.1.2.99'/><client ip='10.1.2.98'/></fleet>");
    store = AccountStore.open(folder.resolve("accounts.db"));
    authority =
        CertificateAuthority.openOrMake(folder.resolve("ca"), () -> time, Duration.ofDays(90));
    start();
  }

  private void start() {
    var fleet = FleetFile.read(fleetFile, Map.of());
    enrollments =
        new Enrollments(
            new Enrollments.Parts(
                store, () -> fleet, fleetFile, authority, () -> List.of("muster"), () -> time));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private String token(boolean atOnce, @Nullable Integer uses) {
    var token = BearerTokens.generate();
    var wish = new TokenWish("t" + token.substring(7, 15), "lab", atOnce, uses, null);
    store.enrollmentTokens().add(wish.stored(token, time.toEpochMilli()));
    return token;
  }

  private static KeyPair key() throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static String request(KeyPair key) throws Exception {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
    var der =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=any"), key.getPublic())
            .build(signer)
            .getEncoded();
    return "-----BEGIN CERTIFICATE REQUEST-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END CERTIFICATE REQUEST-----\n";
  }

  private static MachineWish wish(String token, KeyPair key, String name) throws Exception {
    return wish(token, key, name, 10_100);
  }

  private static MachineWish wish(String token, KeyPair key, String name, int port)
      throws Exception {
    return new MachineWish(
        token,
        request(key),
        null,
        "",
        name + ".example.org",
        List.of("127.0.0.1", FROM),
        port,
        "linux",
        "x86_64",
        "1.0");
  }

  private static X509Certificate certificate(StoredEnrollment machine) throws Exception {
    var in = new java.io.ByteArrayInputStream(machine.chain().getBytes(StandardCharsets.US_ASCII));
    return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
  }

  private List<Client> clients() {
    return FleetFile.read(fleetFile, Map.of()).clients();
  }

  @Test
  void machineWithATokenThatSaysSo_isAcceptedAtOnce_withCertificateAndFile() throws Exception {
    var key = key();
    var standing = enrollments.enroll(wish(token(true, 1), key, "pc1"), FROM);
    var machine = standing.machine();
    assertThat(machine.state()).isEqualTo(State.ACCEPTED);
    assertThat(certificate(machine).getPublicKey()).isEqualTo(key.getPublic());
    assertThat(certificate(machine).getSubjectAlternativeNames())
        .extracting(entry -> String.valueOf(entry.get(1)))
        .containsExactlyInAnyOrder(FROM, "pc1", "pc1.exporter.muster.invalid");
    assertThat(clients().getLast())
        .extracting(Client::name, Client::group, Client::instance)
        .containsExactly("pc1", "lab", FROM + ":10100");
    assertThat(EnrollmentJson.told(standing, "CA"))
        .containsEntry("state", "accepted")
        .containsEntry("authority", "CA")
        .containsKeys("certificate", "secret");
  }

  @Test
  void fiftyAtOnceWithFiftyUses_areAllIn_andTheNextIsRefused() throws Exception {
    var token = token(true, 50);
    var all = new ArrayList<Callable<State>>();
    for (int i = 0; i < 50; i++) {
      var wish = wish(token, key(), "pc" + i, 20_000 + i);
      all.add(() -> enrollments.enroll(wish, FROM).machine().state());
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var one : threads.invokeAll(all)) {
        assertThat(one.get()).isEqualTo(State.ACCEPTED);
      }
    }
    assertThat(clients()).hasSize(52);
    var more = wish(token, key(), "pc50", 30_000);
    assertThatThrownBy(() -> enrollments.enroll(more, FROM))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("was for 50 machines, and as many used it");
    assertThat(clients()).hasSize(52);
  }

  @Test
  void machineThatAsksAgain_isKnownByItsKey_andTakesNoSecondUse() throws Exception {
    var token = token(false, 1);
    var key = key();
    var first = enrollments.enroll(wish(token, key, "pc1"), FROM);
    var second = enrollments.enroll(wish(token, key, "pc1"), FROM);
    assertThat(second.machine().id()).isEqualTo(first.machine().id());
    assertThat(store.enrollmentTokens().all().getFirst().used()).isEqualTo(1);
    assertThatThrownBy(() -> enrollments.standing(first.machine().id(), first.secret()))
        .isInstanceOf(Refused.class);
    assertThat(enrollments.standing(first.machine().id(), second.secret()).machine().state())
        .isEqualTo(State.PENDING);
  }

  @Test
  void nameOfAnother_isNeverTakenSilently() throws Exception {
    var token = token(true, 5);
    assertThat(enrollments.enroll(wish(token, key(), "pc1"), FROM).machine().state())
        .isEqualTo(State.ACCEPTED);
    var again = enrollments.enroll(wish(token, key(), "PC1", 20_000), FROM).machine();
    assertThat(again.state()).isEqualTo(State.PENDING);
    assertThat(again.warning()).contains("a machine was enrolled as 'PC1' a moment ago");
    assertThat(store.enrollmentTokens().all().getFirst().used())
        .as("the same name takes no second use")
        .isEqualTo(1);
    for (var name : List.of("Old", "muster", "10.1.2.98")) {
      var wish =
          new MachineWish(
              token,
              request(key()),
              name,
              null,
              "h",
              List.of(FROM),
              21_000,
              "linux",
              "x86_64",
              "1");
      var machine = enrollments.enroll(wish, FROM).machine();
      assertThat(machine.state()).as(name).isEqualTo(State.PENDING);
      assertThat(machine.warning()).as(name).isNotEmpty();
    }
    assertThat(clients()).hasSize(3);
  }

  @Test
  void requestFromAnAddressThatIsNotItsOwn_isLookedAt() throws Exception {
    var machine = enrollments.enroll(wish(token(true, 1), key(), "pc1"), "10.9.9.9").machine();
    assertThat(machine.state()).isEqualTo(State.PENDING);
    assertThat(machine.warning()).contains("came from 10.9.9.9, which is none of its own");
  }

  @Test
  void pendingMachine_isAcceptedElsewhere_orDenied_once() throws Exception {
    var token = token(false, 2);
    var one = enrollments.enroll(wish(token, key(), "pc1"), FROM);
    var other = enrollments.enroll(wish(token, key(), "pc2", 20_000), FROM);
    var place = new Enrollments.Place("lab2-01", "lab 2", "10.1.2.4", 10_100, false);
    var accepted = enrollments.accept(one.machine().id(), place);
    assertThat(accepted.state()).isEqualTo(State.ACCEPTED);
    assertThat(clients().getLast().group()).isEqualTo("lab 2");
    assertThat(enrollments.standing(one.machine().id(), one.secret()).machine().chain())
        .isEqualTo(accepted.chain());
    assertThat(enrollments.deny(other.machine().id()).state()).isEqualTo(State.DENIED);
    assertThatThrownBy(() -> enrollments.accept(other.machine().id(), place))
        .hasMessage("'pc2' does not wait any more, it is denied");
    assertThatThrownBy(() -> enrollments.deny(one.machine().id()))
        .hasMessage("'lab2-01' does not wait any more, it is accepted");
  }

  @Test
  void machineSetUpAnew_takesThePlaceOfTheClient_whereSomebodySaysSo() throws Exception {
    var machine = enrollments.enroll(wish(token(false, 1), key(), "old"), FROM).machine();
    var place = new Enrollments.Place("old", "", FROM, 10_100, false);
    assertThatThrownBy(() -> enrollments.accept(machine.id(), place))
        .hasMessageStartingWith("the fleet has a client 'old' already; give another name");
    var taking = new Enrollments.Place("old", "", FROM, 10_100, true);
    var accepted = enrollments.accept(machine.id(), taking);
    assertThat(accepted.host().ip()).isEqualTo("10.1.2.99");
    assertThat(clients()).hasSize(2);
    assertThat(folder.resolve("fleet.d")).doesNotExist();
  }

  @Test
  void oldCertificates_areRevoked_onceTheMachineInTheirPlaceTookItsOwn() throws Exception {
    var rolledOut = authority.issueExporter("old", List.of("10.1.2.99")).certificate();
    var other = authority.issueExporter("older", List.of("10.1.2.98")).certificate();
    var standing = enrollments.enroll(wish(token(false, 1), key(), "old"), FROM);
    enrollments.told(standing);
    var place = new Enrollments.Place("OLD", "", FROM, 10_100, true);
    var accepted = enrollments.accept(standing.machine().id(), place);
    assertThat(authority.isRevoked(rolledOut)).as("before the new one is taken").isFalse();
    enrollments.told(enrollments.standing(accepted.id(), standing.secret()));
    assertThat(authority.isRevoked(rolledOut)).isTrue();
    assertThat(authority.isRevoked(certificate(accepted))).isFalse();
    var renewed = authority.issueExporter("old", List.of("10.1.2.99")).certificate();
    var list = authority.revocationListPem();
    enrollments.told(enrollments.standing(accepted.id(), standing.secret()));
    assertThat(authority.isRevoked(renewed)).as("newer than what it took").isFalse();
    assertThat(authority.isRevoked(other)).isFalse();
    assertThat(authority.revocationListPem()).as("nothing is revoked twice").isEqualTo(list);
  }

  @Test
  void acceptanceThatWasCutShort_goesOnWhenTheMachineAsksAgain() throws Exception {
    var token = token(false, 1);
    var standing = enrollments.enroll(wish(token, key(), "pc1"), FROM);
    var machine = standing.machine();
    assertThat(store.enrollments().accept(machine.id(), machine.host(), false, 1)).isTrue();
    start();
    var after = enrollments.standing(machine.id(), standing.secret()).machine();
    assertThat(after.state()).isEqualTo(State.ACCEPTED);
    assertThat(clients()).hasSize(3);
    start();
    assertThat(store.enrollments().find(machine.id()).orElseThrow().chain()).isNotEmpty();
    assertThat(clients()).hasSize(3);
  }

  @Test
  void tokenThatIsOverOrUnknown_isRefused() throws Exception {
    var token = token(true, 1);
    time = time.plus(TokenWish.USUAL_LIFE);
    var wish = wish(token, key(), "pc1");
    assertThatThrownBy(() -> enrollments.enroll(wish, FROM))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("ended at 2026-11-29T05:00:00Z");
    var unknown = wish("muster_guessed", key(), "pc1");
    assertThatThrownBy(() -> enrollments.enroll(unknown, FROM))
        .hasMessage("the token is not known here; ask for a new one");
    assertThat(enrollments.newest(10)).isEmpty();
  }

  @Test
  void wrongRequestsAndNames_areRefused_withoutAUse() throws Exception {
    var token = token(true, 1);
    var key = key();
    for (var name : List.of("*", "a.muster.invalid", "-x", "a b", "x".repeat(64), "a\u0000")) {
      var wish =
          new MachineWish(
              token, request(key), name, null, null, List.of(FROM), 1, "linux", "x86_64", "1");
      assertThatThrownBy(() -> enrollments.enroll(wish, FROM))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is no name of a client");
    }
    var noRequest =
        new MachineWish(token, "x", "pc", null, null, List.of(FROM), 1, "linux", "x86_64", "1");
    assertThatThrownBy(() -> enrollments.enroll(noRequest, FROM))
        .hasMessageStartingWith("the certificate request cannot be used");
    assertThat(store.enrollmentTokens().all().getFirst().used()).isZero();
  }
}
