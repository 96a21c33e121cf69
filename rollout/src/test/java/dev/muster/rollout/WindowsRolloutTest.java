package dev.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.rollout.Outcome.State;
import dev.muster.rollout.WindowsHost.LogInShell;
import dev.muster.ssh.HostKeyPolicy;
import dev.muster.ssh.SshConnector;
import dev.muster.web.CertificateAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * A whole roll-out to a server that answers as Windows' does: what goes over SSH and SFTP, and what
 * comes of it. That PowerShell does what its scripts say is not seen here.
 */
class WindowsRolloutTest {
  @TempDir Path folder;
  private CertificateAuthority authority;
  private WindowsMachine machine;

  @BeforeEach
  void begin() throws Exception {
    authority = CertificateAuthority.openOrMake(folder.resolve("ca"));
    Files.createDirectories(folder.resolve("distributions"));
    machine = new WindowsMachine(Files.createDirectory(folder.resolve("root")), authority);
    distribution("1.0.0", "sound");
  }

  @AfterEach
  void end() {
    machine.close();
  }

  /** A distribution whose largest file is alike in all versions. */
  private Path distribution(String version, String file) throws Exception {
    String name = "muster-exporter-" + version + "-windows-x86_64";
    var top = Files.createDirectories(folder.resolve("made").resolve(name));
    byte[] large = new byte[200_000];
    new java.util.Random(7).nextBytes(large);
    Files.createDirectories(top.resolve("runtime/lib"));
    Files.write(top.resolve("runtime/lib/modules"), large);
    Files.writeString(top.resolve(file), version);
    var packed = folder.resolve("distributions").resolve(name + ".tar.gz");
    WindowsMachine.execute(
        "tar", "-czf", packed.toString(), "-C", folder.resolve("made").toString(), name);
    return packed;
  }

  private WindowsHost host(LogInShell shell) throws Exception {
    return new WindowsHost(folder.resolve("root"), machine, shell);
  }

  private static RolloutOptions options(boolean remove, int checkSeconds, String... flags) {
    return new RolloutOptions(
        1, 0, 9, false, remove, Duration.ofSeconds(checkSeconds), Duration.ZERO, List.of(flags));
  }

  private Outcome run(WindowsHost host, RolloutOptions options) throws Exception {
    try (var connector =
        new SshConnector(
            folder.resolve("known_hosts"), new HostKeyPolicy.AcceptNew(), Duration.ofMinutes(2))) {
      var outcomes =
          new Rollout(
                  connector,
                  Distributions.of(List.of(folder.resolve("distributions"))),
                  new AuthorityCredentials(authority, InstantSource.system()),
                  options,
                  RolledOut.read(folder.resolve("rolled-out.txt")))
              .run(
                  List.of(host.client()),
                  new Rollout.Progress() {
                    @Override
                    public void uploaded(long bytes) {}

                    @Override
                    public void done(Outcome outcome) {}
                  });
      assertThat(host.unexpected).isEmpty();
      return outcomes.getFirst();
    }
  }

  private Outcome install(WindowsHost host) throws Exception {
    return run(host, options(false, 120));
  }

  private List<String> home() {
    return Arrays.asList(java.util.Objects.requireNonNull(folder.resolve("root").toFile().list()));
  }

  @ParameterizedTest
  @EnumSource(value = LogInShell.class, names = "NEITHER", mode = Mode.EXCLUDE)
  void install_thenNothingToDo_whateverTheShell(LogInShell shell) throws Exception {
    try (var host = host(shell)) {
      var first = install(host);
      assertThat(first.text()).startsWith("version 1.0.0-").contains("first start");
      assertThat(first.state()).isEqualTo(State.INSTALLED);
      assertThat(machine.isRunning()).isTrue();
      assertThat(machine.asked)
          .extracting(action -> action.split(" ", 2)[0])
          .containsExactly("unpack", "stage", "switch", "confirm");
      assertThat(machine.base().resolve("config/flags"))
          .content()
          .contains("--path.state=C:/Program Files/muster-exporter/state\n");
      assertThat(machine.base().resolve("versions").resolve(machine.current()).resolve("sound"))
          .hasContent("1.0.0");

      var second = install(host);
      assertThat(second.state()).isEqualTo(State.UNCHANGED);
      assertThat(second.bytes()).isZero();
      assertThat(machine.asked).hasSize(4);
      assertThat(home()).containsExactly("C:");
    }
  }

  @Test
  void upgrade_sendsWhatIsNew() throws Exception {
    try (var host = host(LogInShell.CMD)) {
      long whole = install(host).bytes();
      distribution("1.1.0", "sound");
      var second = install(host);
      assertThat(second.state()).isEqualTo(State.UPGRADED);
      assertThat(whole).isGreaterThan(190_000);
      assertThat(second.bytes()).isLessThan(10_000);
      assertThat(machine.current()).startsWith("1.1.0-");
    }
  }

  @Test
  void versionThatDoesNotAnswer_isTakenBack() throws Exception {
    try (var host = host(LogInShell.CMD)) {
      install(host);
      String old = machine.current();
      distribution("1.1.0", "broken");
      var failed = run(host, options(false, 1));
      assertThat(failed.state()).isEqualTo(State.FAILED);
      assertThat(failed.text())
          .startsWith("it was started, but its page did not answer at 127.0.0.1:")
          .contains("it said: level=error msg=\"it is broken\"")
          .endsWith("version " + old + " runs again");
      assertThat(machine.current()).isEqualTo(old);
      assertThat(machine.isRunning()).isTrue();
    }
  }

  @Test
  void upload_goesOnWhereItEnded() throws Exception {
    var packed = distribution("1.0.0", "sound");
    byte[] bytes = Files.readAllBytes(packed);
    String name = Distributions.of(List.of(packed)).all().getFirst().sha256().substring(0, 32);
    var upload = Files.createDirectories(machine.base().resolve("upload"));
    Files.write(upload.resolve(name + ".tar.gz.part"), Arrays.copyOf(bytes, bytes.length - 1000));
    try (var host = host(LogInShell.CMD)) {
      var outcome = install(host);
      assertThat(outcome.state()).isEqualTo(State.INSTALLED);
      assertThat(outcome.bytes()).isEqualTo(1000);
    }
  }

  @Test
  void removal_leavesNothing() throws Exception {
    try (var host = host(LogInShell.CMD)) {
      install(host);
      assertThat(run(host, options(true, 1)).text())
          .isEqualTo("removed C:/Program Files/muster-exporter");
      assertThat(machine.base()).doesNotExist();
      assertThat(machine.isRunning()).isFalse();
      assertThat(run(host, options(true, 1)).text()).isEqualTo("nothing was there");
      assertThat(home()).containsExactly("C:");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lacks=tar.exe (of Windows 10 1803 or Server 2019)|it lacks the programs tar.exe (of Windows 10 1803 or Server 2019); install them there",
        "listener=svchost (process 4)|port PORT is taken there by svchost (process 4); end that, or give the client another exporter-port",
        "readonly=C:/Users/pupil|user LAB\\pupil may not write C:/Users/pupil, where C:/Program Files/muster-exporter would be; log in as an administrator, or give the user a home of its own",
      })
  void whatStandsInTheWay_isSaid(String fact, String sentence) throws Exception {
    machine.facts.add(fact);
    try (var host = host(LogInShell.CMD)) {
      var outcome = install(host);
      assertThat(outcome.text()).isEqualTo(sentence.replace("PORT", machine.port() + ""));
      assertThat(machine.asked).isEmpty();
      assertThat(machine.base()).doesNotExist();
    }
  }

  @Test
  void flagWithQuotes_isRefusedBeforeAnythingIsDone() throws Exception {
    try (var host = host(LogInShell.CMD)) {
      assertThat(run(host, options(false, 1, "--collector.eventlog.rules=a\"b")).text())
          .isEqualTo(
              "--exporter-flag=--collector.eventlog.rules=a\"b has quotes, which Windows' services"
                  + " cannot take");
      assertThat(machine.base()).doesNotExist();
    }
  }

  @Test
  void otherRollout_isSaid() throws Exception {
    Files.createDirectories(machine.base().resolve("lock"));
    try (var host = host(LogInShell.CMD)) {
      assertThat(install(host).text())
          .isEqualTo("another roll-out is at work there; try again when it is done");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LogInShell.class,
      names = {"CMD", "POWERSHELL"})
  void failureOfAnAction_isOneSentence_andTheLockIsGivenBack(LogInShell shell) throws Exception {
    machine.failures.put("unpack", "The distribution could not be unpacked: tar ended with 1.");
    try (var host = host(shell)) {
      assertThat(install(host).text())
          .isEqualTo(
              "unpack failed in C:/Program Files/muster-exporter: The distribution could not be"
                  + " unpacked: tar ended with 1.");
      assertThat(machine.base().resolve("lock")).doesNotExist();
    }
  }

  @Test
  void neitherShNorPowerShell_isSaid() throws Exception {
    try (var host = host(LogInShell.NEITHER)) {
      assertThat(install(host).text())
          .isEqualTo(
              "its log-in shell runs neither sh nor powershell.exe: it said \"% Unknown command\"");
    }
  }

  @Test
  void noExporterForWindows_isSaid() throws Exception {
    try (var files = Files.list(folder.resolve("distributions"))) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    try (var host = host(LogInShell.CMD)) {
      assertThat(install(host).text())
          .startsWith(
              "there is no exporter for windows on x86_64; run ./package on such a machine");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LogInShell.class,
      names = {"CMD", "POWERSHELL"})
  void policyThatForbidsScripts_isSaid(LogInShell shell) throws Exception {
    machine.refusal = "File C:\\Users\\pupil\\muster.ps1 cannot be loaded: it is not signed.";
    try (var host = host(shell)) {
      assertThat(install(host).text())
          .isEqualTo(
              "its PowerShell did not run what was put there: it said \"" + machine.refusal + "\"");
    }
  }
}
