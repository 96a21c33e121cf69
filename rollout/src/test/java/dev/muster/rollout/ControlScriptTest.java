package dev.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client does by itself, with stand-ins for the programs it asks. */
class ControlScriptTest {
  @TempDir Path folder;

  /** A folder whose name needs quotes everywhere. */
  private Path base() throws IOException {
    var base = Files.createDirectories(folder.resolve("it's 100% $HOME"));
    Files.writeString(base.resolve("control"), ScriptTexts.of("control.sh"));
    Files.createDirectories(base.resolve("state"));
    Files.createDirectories(folder.resolve("bin"));
    program("systemctl", "echo \"$@\" >>'" + folder + "/asked'\n");
    return base;
  }

  private void program(String name, String text) throws IOException {
    var file = Files.writeString(folder.resolve("bin").resolve(name), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String control(Path base, String... arguments) throws Exception {
    var command = new java.util.ArrayList<>(java.util.List.of("sh", base + "/control"));
    command.addAll(java.util.List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    var process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** A version whose exporter says its flags and then stays. */
  private static void version(Path base, String name) throws IOException {
    var bin = Files.createDirectories(base.resolve("versions").resolve(name).resolve("bin"));
    var exporter =
        Files.writeString(
            bin.resolve("muster-exporter"),
            "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"${0%/*}/flags\"\nexec sleep 600\n");
    Files.setPosixFilePermissions(exporter, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(base.resolve("versions").resolve(name + ".sha256"), "");
  }

  @Test
  void run_givesEachFlagAsItIs() throws Exception {
    var base = base();
    version(base, "1");
    Files.createSymbolicLink(base.resolve("current"), Path.of("versions/1"));
    Files.createDirectories(base.resolve("config"));
    Files.writeString(base.resolve("config/flags"), "--a=1 2\n--b=$(id)\n");
    program("sleep", "exit 0\n");
    control(base, "run");
    assertThat(base.resolve("versions/1/bin/flags")).hasContent("--a=1 2\n--b=$(id)\n");
  }

  @Test
  void confirm_keepsTheVersionBeforeAlone() throws Exception {
    var base = base();
    for (String name : new String[] {"1", "2", "3"}) {
      version(base, name);
    }
    Files.createSymbolicLink(base.resolve("current"), Path.of("versions/3"));
    Files.writeString(base.resolve("pending"), "2\n");
    Files.createDirectories(base.resolve("lock"));
    assertThat(control(base, "confirm")).isEmpty();
    assertThat(base.resolve("versions").toFile().list())
        .containsExactlyInAnyOrder("2", "2.sha256", "3", "3.sha256");
    assertThat(base.resolve("pending")).doesNotExist();
    assertThat(base.resolve("lock")).doesNotExist();
    assertThat(base.resolve("previous")).hasContent("2\n");
  }

  @Test
  void unknownAction_isSaid() throws Exception {
    assertThat(control(base(), "frobnicate")).isEqualTo("control: unknown action 'frobnicate'\n");
  }
}
