package dev.muster.scraper.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.fleet.Client;
import dev.muster.fleet.Via;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OnceFolderTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int MOST = 100_000;

  @TempDir Path folder;
  private Path temporary;
  private LocalConnection connection;
  private SshRoutes routes;
  private volatile Optional<Path> pack = Optional.empty();

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
    temporary = Files.createDirectory(folder.resolve("tmp"));
    pack = Optional.of(pack("echo \"$@\""));
    connection = new LocalConnection(temporary);
    routes = routes("server1");
  }

  private SshRoutes routes(String server) {
    return new SshRoutes(new SshAccess(client -> connection, (system, machine) -> pack, server));
  }

  private Path pack(String script) throws IOException, InterruptedException {
    var top = Files.createDirectories(folder.resolve("muster-exporter-1.2.3-linux-x86_64"));
    var program = Files.createDirectories(top.resolve("bin")).resolve("muster-exporter");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    var file = folder.resolve("pack.tar.gz");
    var tar =
        new ProcessBuilder(
                "tar",
                "-czf",
                file.toString(),
                "-C",
                folder.toString(),
                top.getFileName().toString())
            .start();
    assertThat(tar.waitFor()).isZero();
    return file;
  }

  private static Client client(Via via, String ip) {
    return new Client(
        "pc",
        "",
        ip,
        new Client.SshLogin(22, "monitor", null, "key"),
        new Client.ExporterAccess(10_100, true, "/metrics", "", null, null, null, null, true, via),
        List.of(),
        List.of(),
        false);
  }

  private static final Client CLIENT = client(Via.SSH_ONCE, "10.1.2.3");

  private List<Path> left() throws IOException {
    try (var all = Files.list(temporary)) {
      return all.toList();
    }
  }

  private String page() throws Exception {
    return new String(routes.folder(CLIENT).page(LONG, MOST), UTF_8).strip();
  }

  @Test
  void page_isWhatTheExporterPrints() throws Exception {
    assertThat(page())
        .startsWith("--log.level=error --path.state=" + left().getFirst())
        .endsWith("--once");
    assertThat(page()).endsWith("--once");
    assertThat(connection.uploads).hasValue(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(left().getFirst())))
        .isEqualTo("rwx------");
  }

  @Test
  void events_afterACursor() throws Exception {
    var there = routes.folder(CLIENT);
    assertThat(new String(there.events("", 500, LONG, MOST), UTF_8).strip())
        .endsWith("--once=events --once.limit=500");
    assertThat(new String(there.events("MQ==", 7, LONG, MOST), UTF_8).strip())
        .endsWith("--once=events --once.limit=7 --once.after=MQ==");
  }

  @Test
  void cursor_thatIsACommand_refused() {
    assertThatThrownBy(() -> routes.folder(CLIENT).events("x; rm -rf /", 5, LONG, MOST))
        .isInstanceOf(SshFailure.class)
        .hasMessage("SSH: its exporter gave a cursor that is none");
  }

  @Test
  void folder_removedWhenTheClientLeaves() throws Exception {
    var _ = page();
    routes.retain(List.of(CLIENT));
    assertThat(left()).hasSize(1);
    routes.retain(List.of(client(Via.SSH, "10.1.2.3"), client(Via.SSH_ONCE, "10.9.9.9")));
    assertThat(left()).isEmpty();
    assertThat(connection.isOpen()).as("still used by the tunnel").isTrue();
  }

  @Test
  void folder_removedAtTheEnd() throws Exception {
    var _ = page();
    routes.close();
    assertThat(left()).isEmpty();
  }

  @Test
  void leftovers_ofTheSameServerAlone_removed() throws Exception {
    var _ = page();
    var mine = left();
    routes = routes("server2");
    var _ = page();
    assertThat(left()).hasSize(2).containsAll(mine);
    routes = routes("server1");
    var _ = page();
    assertThat(left()).hasSize(2).doesNotContainAnyElementsOf(mine);
  }

  @Test
  void leftovers_ofOthers_stay() throws Exception {
    var foreign = Files.createDirectory(temporary.resolve("muster-once.foreign"));
    Files.writeString(foreign.resolve("owner"), "someone\n");
    var link = Files.createSymbolicLink(temporary.resolve("muster-once.link"), folder);
    var _ = page();
    assertThat(left()).hasSize(3).contains(foreign, link);
  }

  @Test
  void folder_cleanedAwayMeanwhile_putThereAgain() throws Exception {
    var _ = page();
    connection.run("rm -rf " + left().getFirst(), new byte[0], LONG, MOST);
    assertThatThrownBy(this::page).hasMessageContaining("ended with status 127");
    assertThat(page()).endsWith("--once");
    assertThat(connection.uploads).hasValue(2);
  }

  @Test
  void exporter_thatFails_saysWhy() throws Exception {
    pack = Optional.of(pack("[ \"$1\" = --version ] || { echo 'no such file: x' >&2; exit 1; }"));
    assertThatThrownBy(this::page)
        .isInstanceOf(SshFailure.class)
        .hasMessage("SSH: its exporter ended with status 1: no such file: x");
  }

  @Test
  void exporter_thatDoesNotRunThere_leavesNothing() throws Exception {
    pack = Optional.of(pack("echo 'wrong machine' >&2; exit 3"));
    assertThatThrownBy(this::page)
        .hasMessage("SSH: the exporter cannot be put into a temporary folder: wrong machine");
    assertThat(left()).isEmpty();
    assertThatThrownBy(this::page).hasMessageContaining("wrong machine");
    assertThat(connection.uploads).as("not with each scrape").hasValue(1);
  }

  @Test
  void pack_missing_saysWhich() throws Exception {
    pack = Optional.empty();
    assertThatThrownBy(this::page).hasMessageContaining("there is no exporter packed for");
    assertThat(left()).isEmpty();
  }

  @Test
  void page_isBounded() {
    assertThatThrownBy(() -> routes.folder(CLIENT).page(LONG, 10))
        .hasMessage("SSH: a command said more than 10 bytes");
  }
}
