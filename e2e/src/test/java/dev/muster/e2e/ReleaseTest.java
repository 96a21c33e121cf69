package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing a release, and what whoever gets it finds when something about it is not right. */
class ReleaseTest {
  @TempDir Path folder;
  private Path release;
  private Path signers;

  /** What a program printed and how it ended. */
  private record Ended(int status, String said) {}

  private static Ended run(String program, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  private static Ended script(String name, Path... arguments) throws Exception {
    String[] texts = List.of(arguments).stream().map(Path::toString).toArray(String[]::new);
    return run(Repository.file("distribution/" + name).toString(), texts);
  }

  private Path key(String name) throws Exception {
    var key = folder.resolve(name);
    var made = run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key.toString());
    assertThat(made.status()).as(made.said()).isZero();
    return key;
  }

  @BeforeEach
  void sign() throws Exception {
    try {
      run("ssh-keygen", "-?");
    } catch (IOException e) {
      assumeTrue(false, "there is no ssh-keygen");
    }
    release = Files.createDirectory(folder.resolve("release"));
    Files.writeString(release.resolve("muster-exporter.tar.gz"), "one");
    Files.writeString(release.resolve("muster exporter.cdx.json"), "two");
    var key = key("releaser");
    signers = folder.resolve("allowed_signers");
    Files.writeString(
        signers, "releaser@example.org " + Files.readString(folder.resolve("releaser.pub")));
    assertThat(script("sign", release, key)).isEqualTo(new Ended(0, ""));
  }

  private void assertRefused(String why) throws Exception {
    var checked = script("check", release, signers);
    assertThat(checked.status()).isEqualTo(1);
    assertThat(checked.said()).contains(why);
  }

  @Test
  void release_untouched_isTheReleasers() throws Exception {
    assertThat(script("check", release, signers))
        .isEqualTo(new Ended(0, "signed by releaser@example.org, all files as signed\n"));
  }

  @Test
  void file_changed_isSeen() throws Exception {
    Files.writeString(release.resolve("muster-exporter.tar.gz"), "other");
    assertRefused("a file is not the one that was signed");
  }

  @Test
  void file_missing_isSeen() throws Exception {
    Files.delete(release.resolve("muster-exporter.tar.gz"));
    assertRefused("a file is not the one that was signed");
  }

  @Test
  void file_added_isSeen() throws Exception {
    Files.writeString(release.resolve("more.sh"), "");
    assertRefused("not signed: more.sh");
  }

  @Test
  void sums_changed_areSeen() throws Exception {
    Files.writeString(release.resolve("muster-exporter.tar.gz"), "other");
    assertThat(script("sign", release).said()).contains("is not signed");
    assertRefused("there is no SHA256SUMS.sig");
  }

  @Test
  void signature_ofSumsThatWereChanged_isSeen() throws Exception {
    var sums = release.resolve("SHA256SUMS");
    Files.writeString(sums, Files.readString(sums) + "\n");
    assertRefused("the signature is not one of SHA256SUMS as it is here");
  }

  @Test
  void signature_ofAnother_isSeen() throws Exception {
    assertThat(script("sign", release, key("stranger")).status()).isZero();
    assertRefused("is signed by nobody of");
  }
}
