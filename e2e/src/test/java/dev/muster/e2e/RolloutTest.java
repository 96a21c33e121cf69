package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.e2e.ssh.SshHosts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code muster rollout} of real exporters onto hosts with OpenSSH's server, one story after the
 * other. 3 hosts; {@code -Dmuster.rollout.hosts=20} for as many as a lab has.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RolloutTest {
  private static final int HOSTS = Integer.getInteger("muster.rollout.hosts", 3);
  private static final int LAST = HOSTS;
  private static final long PATIENCE_SECONDS = 300;

  @TempDir static Path folder;
  private static @Nullable SshHosts started;
  private static @Nullable ExporterPackage packed;

  @BeforeAll
  static void start() throws Exception {
    started = SshHosts.start(Files.createDirectory(folder.resolve("hosts")), HOSTS);
    packed = ExporterPackage.findOrMake(folder);
    fleet(hosts().key(), null);
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.close();
    }
  }

  private static SshHosts hosts() {
    return java.util.Objects.requireNonNull(started);
  }

  private static ExporterPackage exporters() {
    return java.util.Objects.requireNonNull(packed);
  }

  /** All hosts as root, but for the last as another where one is given. */
  private static void fleet(Path key, @Nullable String last) throws IOException {
    String clients =
        IntStream.rangeClosed(1, HOSTS)
            .mapToObj(n ->
                "<client name=\"lab-%d\" ip=\"%s\" %s/>\n"
                    .formatted(
                        n,
                        hosts().address(n),
                        n == LAST && last != null
                            ? last
                            : "username=\"root\" key-file=\"" + key + "\""))
            .collect(Collectors.joining());
    Files.createDirectories(folder.resolve("data"));
    var file = folder.resolve("data/fleet.xml");
    Files.writeString(file, "<fleet>\n" + clients + "</fleet>\n");
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
  }

  private static String[] command(Path distribution, String... more) {
    return Stream.concat(
            Stream.of(
                "rollout", "--data=" + folder.resolve("data"), "--distribution=" + distribution),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static MusterProcess.Finished rollout(Path distribution, String... more)
      throws Exception {
    return MusterProcess.run(folder, command(distribution, more));
  }

  private static Path base(int host) {
    return hosts().root(host).resolve("opt/muster-exporter");
  }

  private static String version(int host) throws IOException {
    return String.valueOf(Files.readSymbolicLink(base(host).resolve("current")).getFileName());
  }

  private static long lines(MusterProcess.Finished finished, String state) {
    return finished
        .output()
        .lines()
        .filter(line -> line.matches("lab-\\d+ +" + state + " .*"))
        .count();
  }

  @Test
  @Order(1)
  void unknownHostKeys_areNotTakenSilently() throws Exception {
    var finished = rollout(exporters().one());
    assertThat(finished.exitCode()).isEqualTo(1);
    assertThat(finished.output()).contains("is not known; compare it, and accept it with --ask");
    assertThat(base(1)).doesNotExist();
  }

  @Test
  @Order(2)
  void all_thenNothingMore() throws Exception {
    var dry = rollout(exporters().one(), "--accept-new", "--dry-run");
    assertThat(dry.exitCode()).as(dry.output()).isZero();
    assertThat(lines(dry, "planned")).isEqualTo(HOSTS);
    assertThat(base(1)).doesNotExist();

    var first = rollout(exporters().one());
    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(lines(first, "installed")).isEqualTo(HOSTS);
    assertThat(base(1).resolve("config/identity.pem"))
        .satisfies(file -> assertThat(Files.getPosixFilePermissions(file)).hasSize(2));
    assertThat(base(1).resolve("upload")).doesNotExist();

    var second = rollout(exporters().one());
    assertThat(second.exitCode()).as(second.output()).isZero();
    assertThat(lines(second, "unchanged")).isEqualTo(HOSTS);
    assertThat(second.output()).contains("0.0 MB uploaded");

    var third = rollout(exporters().one(), "--only-changed");
    assertThat(third.output())
        .contains(HOSTS + " clients, " + HOSTS + " left out as nothing changed");
  }

  @Test
  @Order(3)
  void upgrade_goesBackWhereTheCheckFails() throws Exception {
    String before = version(1);
    var finished = rollout(exporters().broken(), "--check-timeout=10", "lab-1");
    assertThat(finished.exitCode()).as(finished.output()).isEqualTo(1);
    assertThat(finished.output())
        .contains("its page did not answer at " + hosts().address(1) + ":10100 within 10 s")
        .contains("version " + before + " runs again");
    assertThat(version(1)).isEqualTo(before);
    var again = rollout(exporters().one(), "lab-1");
    assertThat(lines(again, "unchanged")).as(again.output()).isEqualTo(1);
  }

  @Test
  @Order(4)
  void upgrade_uploadsWhatIsNewAlone() throws Exception {
    var failures = folder.resolve("failures.txt");
    hosts().down(LAST);
    var finished = rollout(exporters().two(), "--canaries=1", "--failures=" + failures);
    assertThat(finished.exitCode()).as(finished.output()).isEqualTo(1);
    assertThat(lines(finished, "upgraded")).isEqualTo(HOSTS - 1L);
    assertThat(
            Long.parseLong(
                finished.output().replaceAll("(?s).*; (\\d+)\\.\\d MB uploaded.*", "$1")))
        .isLessThan(5L * HOSTS);
    assertThat(failures).content().startsWith("lab-" + LAST + "\t");
    hosts().up(LAST);
    var rest = rollout(exporters().two(), "--from=" + failures);
    assertThat(rest.exitCode()).as(rest.output()).isZero();
    assertThat(lines(rest, "upgraded")).isEqualTo(1);
    assertThat(base(1).resolve("versions").toFile().list()).hasSize(4);
  }

  @Test
  @Order(5)
  void reboot_startsItAgain() throws Exception {
    hosts().down(1);
    hosts().up(1);
    var finished = rollout(exporters().two(), "lab-1");
    assertThat(lines(finished, "unchanged")).as(finished.output()).isEqualTo(1);
  }

  @Test
  @Order(6)
  void removal_leavesNothingBehind() throws Exception {
    var finished = rollout(exporters().two(), "--remove");
    assertThat(finished.exitCode()).as(finished.output()).isZero();
    assertThat(lines(finished, "removed")).isEqualTo(HOSTS);
    for (int n = 1; n <= HOSTS; n++) {
      assertThat(hosts().root(n).resolve("opt")).isEmptyDirectory();
      assertThat(hosts().root(n).resolve("var/spool/cron")).isEmptyDirectory();
    }
    assertThat(processes("muster-exporter")).isEmpty();
    assertThat(lines(rollout(exporters().two(), "--remove"), "unchanged")).isEqualTo(HOSTS);
  }

  /** Command lines on the hosts: their processes are this machine's as well. */
  private static List<String> processes(String word) throws IOException {
    var found = new ArrayList<String>();
    try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : all) {
        try {
          var root = Files.readSymbolicLink(process.resolve("root"));
          String line = Files.readString(process.resolve("cmdline")).replace('\0', ' ');
          if (root.startsWith(folder) && line.contains(word)) {
            found.add(line);
          }
        } catch (IOException ended) {
          // It is gone.
        }
      }
    }
    return found;
  }

  @Test
  @Order(7)
  void killedMidway_isCompletedByTheNext() throws Exception {
    hosts().rate(1, 40_000);
    var process =
        MusterProcess.start(folder.resolve("killed.log"), command(exporters().one(), "lab-1"));
    var upload = base(1).resolve("upload");
    awaitPart(upload, process);
    process.destroyForcibly().onExit().join();
    hosts().rate(1, 0);
    var finished = rollout(exporters().one(), "lab-1");
    assertThat(finished.exitCode()).as(finished.output()).isZero();
    assertThat(lines(finished, "installed")).isEqualTo(1);
    assertThat(
            Double.parseDouble(
                finished.output().replaceAll("(?s).*; ([\\d.]+) MB uploaded.*", "$1")))
        .isLessThan(exporters().megabytes() - 1);
  }

  private static void awaitPart(Path upload, Process process) throws Exception {
    for (int i = 0; i < 1200; i++) {
      try (var parts = Files.newDirectoryStream(upload, "*.part")) {
        for (var part : parts) {
          if (Files.size(part) > 2_000_000) {
            return;
          }
        }
      } catch (java.nio.file.NoSuchFileException notYet) {
        assertThat(process.isAlive()).isTrue();
      }
      Thread.sleep(50);
    }
    throw new AssertionError("nothing was uploaded");
  }

  @Test
  @Order(8)
  void twoAtOnce_theSecondIsTold() throws Exception {
    var finished = rollout(exporters().one(), "--remove", "lab-2");
    assertThat(finished.exitCode()).as(finished.output()).isZero();
    hosts().rate(2, 40_000);
    var process =
        MusterProcess.start(folder.resolve("first.log"), command(exporters().one(), "lab-2"));
    awaitPart(base(2).resolve("upload"), process);
    var second = rollout(exporters().one(), "lab-2");
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.output()).contains("another roll-out is at work there");
    hosts().rate(2, 0);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("first.log"))).isZero();
  }

  @Test
  @Order(9)
  void lostMidUpload_goesOnAfterTheReboot() throws Exception {
    assertThat(rollout(exporters().one(), "--remove", "lab-2").exitCode()).isZero();
    hosts().rate(2, 40_000);
    var log = folder.resolve("lost.log");
    var process = MusterProcess.start(log, command(exporters().one(), "lab-2"));
    awaitPart(base(2).resolve("upload"), process);
    hosts().down(2);
    hosts().rate(2, 0);
    hosts().up(2);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    assertThat(Files.readString(log)).contains("installed");
  }

  @Test
  @Order(10)
  void badClients_areOneSentenceEach() throws Exception {
    String pupil = "username=\"pupil\" password=\"%s\"";
    fleet(hosts().key(), pupil.formatted("wrong"));
    String last = "lab-" + LAST;
    assertThat(rollout(exporters().one(), last).output())
        .contains("it does not let user pupil in with the password");

    fleet(hosts().key(), pupil.formatted(SshHosts.PASSWORD));
    var home = hosts().root(LAST).resolve("home/pupil");
    Files.setAttribute(home, "unix:uid", 0);
    assertThat(rollout(exporters().one(), last).output())
        .contains("user pupil may not write /home/pupil");
    Files.setAttribute(home, "unix:uid", 2001);

    var finished = rollout(exporters().one(), last);
    assertThat(finished.exitCode()).as(finished.output()).isZero();
    assertThat(home.resolve(".local/share/muster-exporter/current")).exists();
    assertThat(rollout(exporters().one(), "--remove", last).exitCode()).isZero();
    assertThat(home).isEmptyDirectory();

    var known = folder.resolve("data/known_hosts");
    Files.writeString(
        known, Files.readString(known).replaceAll("AAAAI[A-Za-z0-9+/]{8}", "AAAAIaaaaaaaa"));
    assertThat(rollout(exporters().one(), last, "--accept-new").output())
        .contains("its host key is ssh-ed25519 SHA256:", "not the one in " + known);
  }

  @Test
  @Order(11)
  void fullDisk_isSaidBeforeAnythingIsThere() throws Exception {
    assumeTrue(HOSTS >= 3);
    Files.delete(folder.resolve("data/known_hosts"));
    fleet(hosts().key(), null);
    var mounted = hosts().run(LAST, "mount -t tmpfs -o size=20m none /opt");
    assertThat(mounted).isZero();
    var finished = rollout(exporters().one(), "--accept-new", "lab-" + LAST);
    assertThat(finished.exitCode()).isEqualTo(1);
    assertThat(finished.output()).contains("there is too little space in /opt");
    assertThat(hosts().run(LAST, "umount /opt")).isZero();
  }

  /** The fleet as usual, with other attributes of one client. */
  private static void fleetWith(int host, String attributes) throws IOException {
    fleet(hosts().key(), null);
    var file = folder.resolve("data/fleet.xml");
    var usual = "ip=\"" + hosts().address(host) + "\" ";
    Files.writeString(file, Files.readString(file).replace(usual, usual + attributes + " "));
  }

  private static void withoutKnownHosts() throws IOException {
    Files.deleteIfExists(folder.resolve("data/known_hosts"));
  }

  @Test
  @Order(12)
  void failures_stopTheRest_afterGoodCanariesToo() throws Exception {
    assumeTrue(HOSTS >= 3);
    withoutKnownHosts();
    assertThat(rollout(exporters().one(), "--accept-new", "lab-1").exitCode()).isZero();
    var file = folder.resolve("data/fleet.xml");
    var key = "username=\"root\" key-file=\"" + hosts().key() + "\"";
    var fleet = Files.readString(file);
    int second = fleet.indexOf("lab-2");
    Files.writeString(
        file,
        fleet.substring(0, second)
            + fleet.substring(second).replaceFirst(key, "username=\"pupil\" password=\"wrong\""));
    var three = new String[] {"lab-1", "lab-2", "lab-3", "--accept-new", "--canaries=1"};
    var stopped = rollout(exporters().one(), with(three, "--jobs=1", "--max-failures=0"));
    assertThat(stopped.exitCode()).as(stopped.output()).isEqualTo(1);
    assertThat(lines(stopped, "unchanged")).isEqualTo(1);
    assertThat(lines(stopped, "failed")).isEqualTo(1);
    assertThat(stopped.output()).contains("not begun: another failed");
    assertThat(base(3)).doesNotExist();

    var bad = new String[] {"lab-2", "lab-1", "lab-3", "--canaries=1"};
    var canary = rollout(exporters().one(), with(bad, "--accept-new", "--max-failures=5"));
    assertThat(canary.exitCode()).as(canary.output()).isEqualTo(1);
    assertThat(canary.output().split("not begun: a canary failed", -1)).hasSize(3);
    assertThat(base(3)).doesNotExist();

    var on = rollout(exporters().one(), with(three, "--jobs=1", "--dry-run"));
    assertThat(on.exitCode()).as(on.output()).isEqualTo(1);
    assertThat(lines(on, "planned")).as("without a limit it goes on").isEqualTo(1);
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  @Order(13)
  void clientOverSsh_listensToItselfAlone() throws Exception {
    withoutKnownHosts();
    fleetWith(1, "via=\"ssh\"");
    var finished = rollout(exporters().one(), "--accept-new", "lab-1");
    assertThat(finished.exitCode()).as(finished.output()).isZero();
    assertThat(lines(finished, "configured") + lines(finished, "installed"))
        .as(finished.output())
        .isEqualTo(1);
    assertThat(answers(1, 10_100)).as("from outside").isFalse();
    assertThat(hosts().run(1, "bash -c 'exec 3<>/dev/tcp/127.0.0.1/10100'"))
        .as("on the host")
        .isZero();
    assertThat(lines(rollout(exporters().one(), "lab-1"), "unchanged")).isEqualTo(1);

    fleetWith(1, "via=\"ssh-once\"");
    var once = rollout(exporters().one(), "lab-1");
    assertThat(once.exitCode()).isEqualTo(1);
    assertThat(once.output()).contains("means that nothing is installed there");
    fleetWith(1, "via=\"ssh\"");
    assertThat(rollout(exporters().one(), "--remove", "lab-1").exitCode()).isZero();
    assertThat(hosts().root(1).resolve("opt")).isEmptyDirectory();
  }

  private static boolean answers(int host, int port) {
    try (var socket = new Socket(InetAddress.ofLiteral(hosts().address(host)), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  /**
   * As the Debian package leaves it: below {@code /usr/lib}, over which such a host has a layer.
   */
  private static void debianPackage(int host) throws Exception {
    Files.copy(exporters().one(), hosts().root(host).resolve("tmp/packed.tar.gz"));
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toRealPath();
    int made =
        hosts()
            .run(
                host,
                """
                set -e
                mkdir /srv && mount -t tmpfs none /srv && mkdir /srv/upper /srv/work
                mount -t overlay -o lowerdir=/usr/lib,upperdir=/srv/upper,workdir=/srv/work none /usr/lib
                cd /usr/lib && tar -xzf /tmp/packed.tar.gz && cd muster-exporter
                rm /tmp/packed.tar.gz
                if [ ! -e runtime ]; then
                  mkdir -p runtime/bin && ln -s %s runtime/bin/java
                  sed -i 's|^exec [^ ]*|exec "$home/runtime/bin/java"|' bin/muster-exporter
                fi
                [ -e muster-exporter.jsa ] || touch muster-exporter.jsa
                setsid bin/muster-exporter --web.listen-address=:10100 --path.state=/srv/state </dev/null >/srv/log 2>&1 &
                """
                    .formatted(java));
    assumeTrue(made == 0, "a layer over /usr/lib cannot be mounted here");
    for (int i = 0; i < 600 && !answers(host, 10_100); i++) {
      Thread.sleep(100);
    }
    assertThat(answers(host, 10_100)).isTrue();
  }

  @Test
  @Order(14)
  void debianPackage_isLeftAlone() throws Exception {
    hosts().down(LAST);
    hosts().up(LAST);
    withoutKnownHosts();
    fleet(hosts().key(), null);
    debianPackage(LAST);
    var taken = rollout(exporters().one(), "--accept-new", "lab-" + LAST);
    assertThat(taken.exitCode()).isEqualTo(1);
    assertThat(taken.output())
        .contains("port 10100 is taken there by the muster-exporter of the Debian package");
    assertThat(base(LAST)).doesNotExist();

    fleetWith(LAST, "exporter-port=\"10200\"");
    for (var more : List.of("--jobs=1", "--remove")) {
      var finished = rollout(exporters().one(), more, "lab-" + LAST);
      assertThat(finished.exitCode()).as(finished.output()).isZero();
      if (more.equals("--jobs=1")) {
        assertThat(finished.output()).contains("left alone: the Debian package muster-exporter");
        assertThat(answers(LAST, 10_200)).isTrue();
      }
      assertThat(answers(LAST, 10_100)).as(more).isTrue();
      assertThat(hosts().run(LAST, "test -x /usr/lib/muster-exporter/bin/muster-exporter"))
          .isZero();
    }
    assertThat(hosts().root(LAST).resolve("opt")).isEmptyDirectory();
  }
}
