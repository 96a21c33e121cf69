package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import okhttp3.tls.HeldCertificate;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the authority issues to exporters, what it keeps of it, and what it revokes. */
class IssuingTest {
  private static final List<String> HOSTS = List.of("10.1.2.1", "Lab2-01.example.org");
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-08-01T00:00:00Z");

  private CertificateAuthority authority() {
    return CertificateAuthority.openOrMake(folder, () -> now);
  }

  private static KeyPair key(String algorithm, int bits) throws Exception {
    var generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
    } else if (bits > 0) {
      generator.initialize(bits);
    }
    return generator.generateKeyPair();
  }

  private static byte[] request(KeyPair named, KeyPair signing) throws Exception {
    var algorithm =
        switch (signing.getPrivate().getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    return new JcaPKCS10CertificationRequestBuilder(
            new X500Name("CN=scraper.client.muster.invalid"), named.getPublic())
        .build(new JcaContentSignerBuilder(algorithm).build(signing.getPrivate()))
        .getEncoded();
  }

  @Test
  void exporter_isForItsHostsAndItsName_andNobodyElses() throws Exception {
    var identity = authority().issueExporter("lab2-01", HOSTS);
    var certificate = identity.certificate();
    certificate.verify(authority().certificate().getPublicKey());
    assertThat(AlternativeNames.of(certificate))
        .containsExactly(
            "10.1.2.1", "lab2-01.example.org", "lab2-01", "lab2-01.exporter.muster.invalid");
    assertThat(certificate.getExtendedKeyUsage()).containsExactly(SERVER_AUTH);
    assertThat(folder.resolve("lab2-01.key")).doesNotExist();
    assertThat(folder.resolve("lab2-01.pem")).doesNotExist();
    Path both = Files.writeString(folder.resolve("x.pem"), pem(identity));
    assertThat(Identity.read(both, both)).isEqualTo(identity);
  }

  private static String pem(Identity identity) {
    return CertificateAuthority.identityPem(identity);
  }

  @Test
  void purpose_ofServersAndClients_differs() throws Exception {
    var authority = authority();
    var server = authority.issueServer("server", HOSTS).certificate();
    var client = authority.issueClient("scraper").certificate();
    assertThat(server.getExtendedKeyUsage()).containsExactly(SERVER_AUTH);
    assertThat(client.getExtendedKeyUsage()).containsExactly(CLIENT_AUTH);
    var trust = authority.trust();
    trust.checkClientTrusted(new X509Certificate[] {client}, "UNKNOWN");
    trust.checkServerTrusted(new X509Certificate[] {server}, "ECDHE_ECDSA");
    assertThatThrownBy(() -> trust.checkClientTrusted(new X509Certificate[] {server}, "UNKNOWN"))
        .isInstanceOf(CertificateException.class);
    assertThatThrownBy(
            () -> trust.checkServerTrusted(new X509Certificate[] {client}, "ECDHE_ECDSA"))
        .isInstanceOf(CertificateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scraper.client.muster.invalid", "muster.invalid", "x.Muster.Invalid."})
  void exporter_calledAsOthersAre_isRefused(String name) {
    var authority = authority();
    assertThatThrownBy(() -> authority.issueExporter("lab2-01", List.of(name)))
        .hasMessageContaining("cannot name an exporter");
    assertThatThrownBy(() -> authority.issueExporter(name, HOSTS))
        .hasMessageContaining("cannot name an exporter");
    assertThat(authority.issued()).isEmpty();
  }

  @Test
  void exporter_whoseNameIsNoHosts_isKnownByADigest() throws Exception {
    var certificate = authority().issueExporter("Büro 3 (Süd)", HOSTS).certificate();
    assertThat(AlternativeNames.of(certificate))
        .hasSize(3)
        .anyMatch(name -> name.matches("x-[0-9a-f]{16}\\.exporter\\.muster\\.invalid"));
    assertThat(authority().issued())
        .singleElement()
        .satisfies(issued -> {
          assertThat(issued.name()).isEqualTo("Büro 3 (Süd)");
          assertThat(issued.kind()).isEqualTo(Issued.Kind.EXPORTER);
        });
  }

  @ParameterizedTest
  @CsvSource({"EC,256", "EC,384", "RSA,2048", "Ed25519,0"})
  void request_isSigned_forItsKeyAlone(String algorithm, int bits) throws Exception {
    var key = key(algorithm, bits);
    var chain = authority().sign(request(key, key), "lab2-01", HOSTS);
    assertThat(chain.getFirst().getPublicKey()).isEqualTo(key.getPublic());
    assertThat(AlternativeNames.of(chain.getFirst()))
        .doesNotContain("scraper.client.muster.invalid");
    assertThat(chain.getLast()).isEqualTo(authority().certificate());
  }

  @Test
  void request_askedAgain_isAnsweredWithTheSame_untilItIsDueOrRevoked() throws Exception {
    var key = key("EC", 256);
    var request = request(key, key);
    var first = authority().sign(request, "lab2-01", HOSTS);
    assertThat(authority().sign(request, "lab2-01", HOSTS)).isEqualTo(first);
    assertThat(authority().issued()).hasSize(1);
    authority().revoke(first.getFirst().getSerialNumber());
    assertThat(authority().sign(request, "lab2-01", HOSTS)).isNotEqualTo(first);
  }

  @Test
  void request_thatCannotBeUsed_isRefusedInASentence() throws Exception {
    var authority = authority();
    var good = key("EC", 256);
    var other = key("EC", 256);
    assertRefused(authority, request(good, other), "not signed with the key it is for");
    var weak = key("RSA", 1024);
    assertRefused(authority, request(weak, weak), "none of EC P-256");
    var rare = key("EC", 521);
    assertRefused(authority, request(rare, rare), "none of EC P-256");
    assertRefused(authority, new byte[70_000], "longer than 65536 bytes");
    var damaged = request(good, good);
    for (int at = 0; at < damaged.length; at += 7) {
      var bytes = damaged.clone();
      bytes[at] ^= 0x55;
      assertThatThrownBy(() -> authority.sign(bytes, "lab2-01", HOSTS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("the certificate request cannot be used: ");
    }
    assertRefused(authority, "-----BEGIN X-----\n".getBytes(StandardCharsets.UTF_8), "damaged");
    assertThat(authority.issued()).isEmpty();
  }

  private static void assertRefused(CertificateAuthority authority, byte[] request, String why) {
    assertThatThrownBy(() -> authority.sign(request, "lab2-01", HOSTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void issued_isRememberedByTheFolder() {
    authority().issueServer("server", HOSTS);
    authority().issueClient("scraper");
    authority().issueExporter("lab2-01", HOSTS);
    assertThat(authority().issued())
        .extracting(Issued::name, Issued::kind, Issued::revokedAt)
        .containsExactly(
            tuple("server", Issued.Kind.SERVER, null),
            tuple("scraper", Issued.Kind.CLIENT, null),
            tuple("lab2-01", Issued.Kind.EXPORTER, null));
  }

  @Test
  void issued_cutShortByACrash_leavesTheOthers() throws IOException {
    authority().issueExporter("lab2-01", HOSTS);
    var file = folder.resolve("issued.pem");
    Files.writeString(file, "\n-----BEGIN CERTIFICATE-----\nMIIBhalf", StandardOpenOption.APPEND);
    authority().issueExporter("lab2-02", HOSTS);
    assertThat(authority().issued()).extracting(Issued::name).containsExactly("lab2-01", "lab2-02");
  }

  @Test
  void issued_beforeThereWasAList_isAddedWhenItIsUsed() throws IOException {
    var first = authority().issueClient("scraper");
    Files.delete(folder.resolve("issued.pem"));
    assertThat(authority().issued()).isEmpty();
    assertThat(authority().issueClient("scraper")).isEqualTo(first);
    assertThat(authority().issued()).extracting(Issued::sha256).containsExactly(first.sha256());
  }

  @Test
  void issued_thatEndedLongAgo_isForgottenAtAStart() {
    var life = Duration.ofDays(10);
    CertificateAuthority.openOrMake(folder, () -> now, life).issueExporter("lab2-01", HOSTS);
    now = now.plus(Duration.ofDays(99));
    CertificateAuthority.openOrMake(folder, () -> now, life).issueExporter("lab2-02", HOSTS);
    assertThat(authority().issued()).hasSize(2);
    now = now.plus(Duration.ofDays(2));
    assertThat(authority().issued()).extracting(Issued::name).containsExactly("lab2-02");
  }

  @Test
  void revoked_countsAtOnce_andAfterARestart_inEveryProcess() throws Exception {
    var one = authority();
    var other = authority();
    var exporter = one.issueExporter("lab2-01", HOSTS);
    var chain = exporter.chain().toArray(X509Certificate[]::new);
    var trust = other.trust();
    trust.checkServerTrusted(chain, "ECDHE_ECDSA");
    one.revoke(exporter.certificate().getSerialNumber());
    assertThatThrownBy(() -> trust.checkServerTrusted(chain, "ECDHE_ECDSA"))
        .hasMessageContaining("CN=lab2-01")
        .hasMessageContaining("was revoked");
    assertThatThrownBy(() -> authority().trust().checkServerTrusted(chain, "ECDHE_ECDSA"))
        .hasMessageContaining("was revoked");
    assertThat(other.issued()).singleElement().extracting(Issued::revokedAt).isEqualTo(now);
    var again = one.issueExporter("lab2-01", HOSTS).chain().toArray(X509Certificate[]::new);
    trust.checkServerTrusted(again, "ECDHE_ECDSA");
  }

  @Test
  void revoked_growsAndIsSigned() throws Exception {
    var authority = authority();
    assertThat(authority.revocationListPem()).isEmpty();
    for (int i = 0; i < 3; i++) {
      var serial = authority.issueExporter("lab2-0" + i, HOSTS).certificate().getSerialNumber();
      authority.revoke(serial);
      authority.revoke(serial);
    }
    var list = authority.revocationList().orElseThrow();
    list.verify(authority.certificate().getPublicKey());
    assertThat(list.getRevokedCertificates()).hasSize(3);
    assertThat(authority.revocationListPem()).startsWith("-----BEGIN X509 CRL-----");
    assertThatThrownBy(() -> authority.revoke(BigInteger.TWO))
        .hasMessage("no certificate with the serial number 2 was issued");
  }

  @Test
  void revoked_ofTheServersOwn_isIssuedAnew() {
    var first = authority().issueClient("scraper");
    authority().revoke(first.certificate().getSerialNumber());
    assertThat(authority().issueClient("scraper").sha256()).isNotEqualTo(first.sha256());
  }

  @Test
  void renewed_byHand_keepsItsNames() {
    var first = authority().issueServer("server", HOSTS);
    var second = authority().renew("server");
    assertThat(second.sha256()).isNotEqualTo(first.sha256());
    assertThat(authority().issueServer("server", HOSTS).sha256()).isEqualTo(second.sha256());
    assertThatThrownBy(() -> authority().renew("nobody")).hasMessageContaining("no such file");
  }

  @Test
  void life_ofSeconds_isRenewedAtTwoThirdsOfIt() {
    var authority = CertificateAuthority.openOrMake(folder, () -> now, Duration.ofSeconds(30));
    var certificate = authority.issueClient("scraper").certificate();
    assertThat(certificate.getNotBefore()).isEqualTo(now.minusSeconds(3));
    assertThat(certificate.getNotAfter()).isEqualTo(now.plusSeconds(30));
    assertThat(CertificateAuthority.renewal(certificate)).isEqualTo(now.plusSeconds(19));
  }

  private HeldCertificate bringAlong(boolean withKey) throws IOException {
    var root =
        new HeldCertificate.Builder()
            .rsa2048()
            .certificateAuthority(1)
            .commonName("Example root")
            .validityInterval(now.toEpochMilli(), now.plus(Duration.ofDays(3000)).toEpochMilli())
            .build();
    var below =
        new HeldCertificate.Builder()
            .rsa2048()
            .certificateAuthority(0)
            .commonName("Example fleet authority")
            .signedBy(root)
            .validityInterval(now.toEpochMilli(), now.plus(Duration.ofDays(3000)).toEpochMilli())
            .build();
    Files.writeString(folder.resolve("ca.pem"), below.certificatePem() + root.certificatePem());
    if (withKey) {
      Files.writeString(folder.resolve("ca.key"), below.privateKeyPkcs1Pem());
    }
    return below;
  }

  @Test
  void authority_broughtAlong_withAnIntermediateOfRsa_issuesAndRevokes() throws Exception {
    bringAlong(true);
    now = now.plus(Duration.ofHours(2));
    var exporter = authority().issueExporter("lab2-01", HOSTS);
    assertThat(exporter.chain())
        .extracting(Issued::commonName)
        .containsExactly("lab2-01", "Example fleet authority", "Example root");
    var chain = exporter.chain().toArray(X509Certificate[]::new);
    Tls.trusting(List.of(exporter.chain().getLast())).checkServerTrusted(chain, "ECDHE_ECDSA");
    authority().trust().checkServerTrusted(chain, "ECDHE_ECDSA");
    authority().revoke(exporter.certificate().getSerialNumber());
    assertThatThrownBy(() -> authority().trust().checkServerTrusted(chain, "ECDHE_ECDSA"))
        .hasMessageContaining("was revoked");
  }

  @Test
  void authority_broughtAlongWithoutItsKey_usesWhatWasBroughtWithIt() throws Exception {
    var below = bringAlong(false);
    assertThatThrownBy(() -> authority().issueServer("server", HOSTS))
        .isInstanceOf(WebConfigException.class)
        .hasMessageContaining("was brought along without its key")
        .hasMessageContaining("'server'");
    var server =
        new HeldCertificate.Builder()
            .commonName("their server")
            .addSubjectAlternativeName("elsewhere.example.org")
            .signedBy(below)
            .validityInterval(now.toEpochMilli(), now.plus(Duration.ofDays(30)).toEpochMilli())
            .build();
    Files.writeString(folder.resolve("server.pem"), server.certificatePem());
    Files.writeString(folder.resolve("server.key"), server.privateKeyPkcs8Pem());
    assertThat(authority().issueServer("server", HOSTS).certificate())
        .isEqualTo(server.certificate());
    now = now.plus(Duration.ofDays(31));
    assertThatThrownBy(() -> authority().issueServer("server", HOSTS))
        .hasMessageContaining("was brought along without its key");
  }

  @Test
  void files_ofAClient_areReadAsAWebConfig() throws Exception {
    var authority = authority();
    var exporter = authority.issueExporter("lab2-01", HOSTS);
    authority.revoke(authority.issueClient("old").certificate().getSerialNumber());
    var config = Files.createDirectory(folder.resolve("config"));
    Files.writeString(config.resolve(ClientFiles.IDENTITY), pem(exporter));
    Files.writeString(config.resolve(ClientFiles.AUTHORITY), authority.authorityPem());
    var file = Files.writeString(config.resolve(ClientFiles.WEB_CONFIG), ClientFiles.webConfig());
    var tls = WebConfig.read(file).tls();
    assertThat(tls).isNotNull();
    assertThat(tls.identity()).isEqualTo(exporter);
    assertThat(tls.clientAuthorities()).containsExactly(authority.certificate());
    assertThat(tls.revocationLists()).hasSize(1);
    assertThat(Set.copyOf(tls.clientAllowedSans()))
        .containsExactlyInAnyOrder(
            "scraper.client.muster.invalid", "prometheus.client.muster.invalid");

    var foreign = CertificateAuthority.openOrMake(folder.resolve("foreign"), () -> now);
    foreign.revoke(foreign.issueClient("old").certificate().getSerialNumber());
    Files.writeString(
        config.resolve(ClientFiles.AUTHORITY),
        authority.authorityPem() + foreign.revocationListPem());
    assertThatThrownBy(() -> WebConfig.read(file))
        .hasMessageContaining("a revocation list beside the client CAs is signed by none of them");
  }
}
