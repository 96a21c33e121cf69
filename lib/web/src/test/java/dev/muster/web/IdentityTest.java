package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
  @TempDir Path folder;

  @Test
  void key_pkcs8_isRead() throws IOException {
    var held = new HeldCertificate.Builder().ecdsa256().build();
    var identity = read(held.certificatePem(), held.privateKeyPkcs8Pem());
    assertThat(identity.key()).isEqualTo(held.keyPair().getPrivate());
    assertThat(identity.sha256()).matches("[0-9a-f]{64}");
    assertThat(identity)
        .hasToString("Identity[" + held.certificate().getSubjectX500Principal() + "]");
  }

  @Test
  void key_pkcs1Rsa_isRead() throws IOException {
    var held = new HeldCertificate.Builder().rsa2048().build();
    var identity = read(held.certificatePem(), held.privateKeyPkcs1Pem());
    assertThat(((RSAPrivateCrtKey) identity.key()).getModulus())
        .isEqualTo(((RSAPrivateCrtKey) held.keyPair().getPrivate()).getModulus());
  }

  @Test
  void key_sec1Ec_isReadAfterItsParameters() throws IOException {
    var held = new HeldCertificate.Builder().ecdsa256().build();
    var secret = ((ECPrivateKey) held.keyPair().getPrivate()).getS();
    var sec1 = new ByteArrayOutputStream();
    sec1.writeBytes(HexFormat.of().parseHex("30310201010420"));
    sec1.writeBytes(HexFormat.of().parseHex("%064x".formatted(secret)));
    sec1.writeBytes(HexFormat.of().parseHex("a00a06082a8648ce3d030107"));
    var parameters = pem("EC PARAMETERS", HexFormat.of().parseHex("06082a8648ce3d030107"));
    var key = parameters + pem("EC PRIVATE KEY", sec1.toByteArray());
    assertThat(((ECPrivateKey) read(held.certificatePem(), key).key()).getS()).isEqualTo(secret);
  }

  @Test
  void key_ofAnother_isRefused() {
    var one = new HeldCertificate.Builder().build();
    var other = new HeldCertificate.Builder().build();
    assertThatThrownBy(() -> read(one.certificatePem(), other.privateKeyPkcs8Pem()))
        .isInstanceOf(WebConfigException.class)
        .hasMessage(
            folder.resolve("c.pem")
                + " and "
                + folder.resolve("k.pem")
                + ": certificate and key do not belong together");
  }

  @Test
  void key_ofAnotherKind_isRefused() {
    var ec = new HeldCertificate.Builder().ecdsa256().build();
    var rsa = new HeldCertificate.Builder().rsa2048().build();
    assertThatThrownBy(() -> read(ec.certificatePem(), rsa.privateKeyPkcs8Pem()))
        .hasMessageEndingWith("certificate and key do not belong together");
  }

  @Test
  void key_unusable_saysWhy() {
    var held = new HeldCertificate.Builder().build();
    assertRefused(held, "", ": no private key in it; wanted: -----BEGIN PRIVATE KEY-----");
    assertRefused(
        held,
        pem("ENCRYPTED PRIVATE KEY", new byte[] {1}),
        ": the private key is encrypted; decrypt it with 'openssl pkey -in FILE -out FILE'");
    assertRefused(
        held,
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,00

        AA==
        -----END RSA PRIVATE KEY-----
        """,
        ": the private key is encrypted; decrypt it with 'openssl pkey -in FILE -out FILE'");
    assertRefused(
        held,
        pem("EC PRIVATE KEY", new byte[] {0x30, (byte) 0x84, 1, 2, 3, 4}),
        ": 'EC PRIVATE KEY' is damaged or of an unknown kind; use RSA, EC or Ed25519");
    assertRefused(
        held,
        pem("PRIVATE KEY", new byte[] {1, 2, 3}),
        ": 'PRIVATE KEY' is damaged or of an unknown kind; use RSA, EC or Ed25519");
    assertRefused(
        held, "-----BEGIN PRIVATE KEY-----\nAAAA\n", ": '-----END PRIVATE KEY-----' is missing");
  }

  private void assertRefused(HeldCertificate held, String key, String why) {
    assertThatThrownBy(() -> read(held.certificatePem(), key))
        .isInstanceOf(WebConfigException.class)
        .hasMessage(folder.resolve("k.pem") + why);
  }

  @Test
  void selfSigned_isMadeOnceForThisHost() throws Exception {
    var made = Identity.readOrMakeSelfSigned(folder.resolve("tls"), "exporter");
    var again = Identity.readOrMakeSelfSigned(folder.resolve("tls"), "exporter");
    assertThat(again.sha256()).isEqualTo(made.sha256());
    var certificate = made.certificate();
    assertThat(AlternativeNames.of(certificate))
        .contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    var life =
        Duration.between(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    assertThat(life.toDays()).isBetween(3650L, 3654L);
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getSerialNumber().bitLength()).isGreaterThan(100);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void selfSigned_isPrivate() throws IOException {
    var tls = folder.resolve("deep/tls");
    Identity.readOrMakeSelfSigned(tls, "exporter");
    assertThat(permissions(tls)).isEqualTo("rwx------");
    assertThat(permissions(tls.resolve("exporter.key"))).isEqualTo("rw-------");
    try (var files = Files.list(tls)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(".lock", "exporter.key", "exporter.pem");
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void selfSigned_keptByAnother_needsNoLock() throws IOException {
    var made = Identity.readOrMakeSelfSigned(folder, "exporter");
    Files.delete(folder.resolve(".lock"));
    assertThat(Identity.readOrMakeSelfSigned(folder, "exporter").sha256()).isEqualTo(made.sha256());
    assertThat(folder.resolve(".lock")).doesNotExist();
  }

  @Test
  void selfSigned_damaged_isNotReplaced() throws IOException {
    Identity.readOrMakeSelfSigned(folder, "exporter");
    Files.writeString(folder.resolve("exporter.pem"), "garbage");
    assertThatThrownBy(() -> Identity.readOrMakeSelfSigned(folder, "exporter"))
        .isInstanceOf(WebConfigException.class)
        .hasMessageStartingWith(folder.resolve("exporter.pem") + ": no certificate in it");
  }

  @Test
  void selfSigned_withoutItsKey_saysWhatToDo() throws IOException {
    Identity.readOrMakeSelfSigned(folder, "exporter");
    Files.delete(folder.resolve("exporter.key"));
    assertThatThrownBy(() -> Identity.readOrMakeSelfSigned(folder, "exporter"))
        .hasMessage(
            folder.resolve("exporter.key")
                + ": missing; put it back, or delete "
                + folder.resolve("exporter.pem")
                + " to have both made anew");
  }

  @Test
  void selfSigned_halfMade_isMadeAnew() throws IOException {
    Files.writeString(folder.resolve("exporter.key"), "half");
    Files.writeString(folder.resolve("exporter.pem.tmp"), "half");
    var made = Identity.readOrMakeSelfSigned(folder, "exporter");
    assertThat(Identity.readOrMakeSelfSigned(folder, "exporter").sha256()).isEqualTo(made.sha256());
    assertThat(folder.resolve("exporter.pem.tmp")).doesNotExist();
  }

  @Test
  void folder_thatIsAFile_saysSo() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> Identity.readOrMakeSelfSigned(file, "exporter"))
        .isInstanceOf(WebConfigException.class)
        .hasMessageStartingWith(file + ": certificates cannot be kept there (");
  }

  @Test
  void name_thatLeavesTheFolder_isRefused() {
    assertThatThrownBy(() -> Identity.readOrMakeSelfSigned(folder, "../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Identity read(String certificate, String key) throws IOException {
    return Identity.read(
        Files.writeString(folder.resolve("c.pem"), certificate),
        Files.writeString(folder.resolve("k.pem"), key));
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, Base64.getEncoder().encodeToString(der));
  }
}
