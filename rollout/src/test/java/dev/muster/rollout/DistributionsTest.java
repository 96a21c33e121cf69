package dev.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionsTest {
  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void newest_byVersionSystemAndMachine() throws IOException {
    file("muster-exporter-1.9.0-linux-x86_64.tar.gz", "a");
    var newest = file("muster-exporter-1.10.0-linux-x86_64.tar.gz", "abc");
    file("muster-exporter-1.10.0-SNAPSHOT-linux-x86_64.tar.gz", "b");
    file("muster-exporter-2.0.0-linux-aarch64.tar.gz", "c");
    file("muster-exporter-3.0.0-linux-sparc.tar.gz", "c");
    file("muster-exporter-$(id)-linux-x86_64.tar.gz", "c");
    file("muster-exporter_1.0_amd64.deb", "d");
    var distributions = Distributions.of(List.of(folder.resolve("none"), folder));

    assertThat(distributions.all())
        .extracting(Distribution::version)
        .containsExactly("2.0.0", "1.10.0", "1.10.0-SNAPSHOT", "1.9.0");
    assertThat(distributions.newest("linux", "x86_64"))
        .contains(
            new Distribution(
                newest,
                "1.10.0",
                "linux",
                "x86_64",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                3));
    assertThat(distributions.newest("windows", "x86_64")).isEmpty();
  }

  @Test
  void changedFile_isReadAnew() throws IOException {
    var one = file("muster-exporter-1.0-linux-x86_64.tar.gz", "a");
    var distributions = Distributions.of(List.of(one));
    String before = distributions.all().getFirst().sha256();
    Files.writeString(one, "longer");
    assertThat(distributions.all().getFirst().sha256()).isNotEqualTo(before);
  }

  @Test
  void versions_compareAsPeopleDo() {
    var sorted =
        Stream.of("1.0.1", "1.0", "1.0-rc1", "1.0-rc2", "0.9", "1.0-SNAPSHOT")
            .sorted(Versions.ORDER)
            .toList();
    assertThat(sorted).containsExactly("0.9", "1.0-rc1", "1.0-rc2", "1.0-SNAPSHOT", "1.0", "1.0.1");
  }
}
