package dev.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedFilesTest {
  private static final String LONG = "runtime/" + "a-rather-long-name/".repeat(8) + "file";

  @TempDir Path folder;

  /** What tar itself packs. */
  private Path packed() throws Exception {
    var top = folder.resolve("exporter-1");
    write(top.resolve("lib/one.jar"), "one");
    write(top.resolve("lib/two.jar"), "two");
    write(top.resolve(LONG), "long");
    Files.createSymbolicLink(top.resolve("link"), Path.of("lib/one.jar"));
    run("tar", "-czf", "all.tar.gz", "exporter-1");
    return folder.resolve("all.tar.gz");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private String run(String... command) throws Exception {
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void files_asTarPackedThem() throws Exception {
    var files = PackedFiles.read(packed());
    assertThat(files.top()).isEqualTo("exporter-1");
    assertThat(files.bytes()).isEqualTo(10);
    assertThat(files.files()).containsOnlyKeys("lib/one.jar", "lib/two.jar", LONG);
    Files.writeString(folder.resolve("list"), files.list());
    assertThat(run("sh", "-c", "cd exporter-1 && sha256sum -c ../list")).doesNotContain("FAILED");
    assertThat(PackedFiles.parseList(files.list())).isEqualTo(files.files());
  }

  @Test
  void delta_isWhatTarUnpacks() throws Exception {
    var all = packed();
    var files = PackedFiles.read(all);
    var kept =
        files.sameAs(
            Map.of("lib/one.jar", files.files().getOrDefault("lib/one.jar", ""), LONG, "other"));
    assertThat(kept).containsExactly("lib/one.jar");
    PackedFiles.writeWithout(all, kept, folder.resolve("delta.tar.gz"));
    run("mkdir", "new");
    run("tar", "-xzf", "delta.tar.gz", "-C", "new");
    assertThat(folder.resolve("new/exporter-1/lib/one.jar")).doesNotExist();
    assertThat(folder.resolve("new/exporter-1/lib/two.jar")).hasContent("two");
    assertThat(folder.resolve("new/exporter-1").resolve(LONG)).hasContent("long");
    assertThat(Files.readSymbolicLink(folder.resolve("new/exporter-1/link")))
        .isEqualTo(Path.of("lib/one.jar"));
  }

  @Test
  void damagedArchives_areRefused() throws Exception {
    var all = Files.readAllBytes(packed());
    var half = Files.write(folder.resolve("half"), java.util.Arrays.copyOf(all, all.length / 2));
    var none = Files.writeString(folder.resolve("none"), "no archive");
    run("sh", "-c", "echo x >loose && tar -czf loose.tar.gz loose");
    for (var bad : Set.of(half, none, folder.resolve("loose.tar.gz"))) {
      assertThatThrownBy(() -> PackedFiles.read(bad)).isInstanceOf(IOException.class);
    }
  }
}
