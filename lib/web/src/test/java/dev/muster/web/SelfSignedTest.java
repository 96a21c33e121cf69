package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSignedTest {
  private static final Instant START = Instant.parse("2026-11-21T13:00:00Z");
  private static final Instant END = Instant.parse("2036-11-20T14:00:00Z");
  private static final List<String> NAMES =
      List.of("localhost", "lab2-01.example.org", "10.1.2.3", "0:0:0:0:0:0:0:1");

  @TempDir Path folder;

  @Test
  void certificate_saysWhatWasAsked() throws Exception {
    var certificate = SelfSigned.make("exporter", NAMES, START, END).identity().certificate();
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=exporter,OU=Muster");
    assertThat(certificate.getIssuerX500Principal())
        .isEqualTo(certificate.getSubjectX500Principal());
    assertThat(certificate.getNotBefore()).isEqualTo(START);
    assertThat(certificate.getNotAfter()).isEqualTo(END);
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(AlternativeNames.of(certificate)).isEqualTo(Set.copyOf(NAMES));
    certificate.verify(certificate.getPublicKey());
  }

  @Test
  void certificate_endingAfter2049() {
    var end = Instant.parse("2050-01-01T00:00:00Z");
    var certificate = SelfSigned.make("exporter", NAMES, START, end).identity().certificate();
    assertThat(certificate.getNotAfter()).isEqualTo(end);
    assertThat(certificate.getNotBefore()).isEqualTo(START);
  }

  @Test
  void files_areReadByOthers() throws Exception {
    var made = SelfSigned.make("exporter", NAMES, START, END);
    var both = made.certificatePem() + made.keyPem();
    var theirs = HeldCertificate.decode(both);
    assertThat(theirs.certificate()).isEqualTo(made.identity().certificate());
    assertThat(theirs.certificatePem()).isEqualTo(made.certificatePem());
    assertThat(theirs.privateKeyPkcs8Pem()).isEqualTo(made.keyPem());

    Path file = Files.writeString(folder.resolve("both.pem"), both, StandardCharsets.US_ASCII);
    assertThat(Identity.read(file, file)).isEqualTo(made.identity());
  }

  @Test
  void key_isAnewEachTime() {
    var one = SelfSigned.make("exporter", NAMES, START, END).identity();
    var other = SelfSigned.make("exporter", NAMES, START, END).identity();
    assertThat(one.key()).isNotEqualTo(other.key());
    assertThat(one.certificate().getSerialNumber())
        .isNotEqualTo(other.certificate().getSerialNumber());
  }
}
