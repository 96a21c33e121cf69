package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.collector.UnameCollector.OshiNames;
import dev.muster.exporter.collector.UnameCollector.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnameCollectorTest {
  @TempDir Path procfs;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var reading =
        new Reading(
            "Linux", "6.1.0-18-amd64", "#1 SMP PREEMPT_DYNAMIC", "x86_64", "lab2-01", "(none)");

    assertThat(Pages.text(new UnameCollector(() -> reading)))
        .isEqualTo(Pages.sample(UnameCollector.class));
  }

  @Test
  void linux_readsProc() throws Exception {
    Path kernel = Files.createDirectories(procfs.resolve("sys/kernel"));
    for (var file :
        Map.of(
                "ostype", "Linux",
                "osrelease", "6.1.0",
                "version", "#1 SMP",
                "hostname", "pc-1",
                "domainname", "(none)")
            .entrySet()) {
      Files.writeString(kernel.resolve(file.getKey()), file.getValue() + "\n");
    }
    var settings = CollectorSettings.defaults(Os.LINUX).withPaths(procfs, procfs, procfs);
    var collector = UnameCollector.of(Pages.machine(Os.LINUX, settings));

    assertThat(Pages.text(collector))
        .contains("nodename=\"pc-1\",release=\"6.1.0\",sysname=\"Linux\",version=\"#1 SMP\"} 1.0");
    Files.writeString(kernel.resolve("hostname"), "renamed\n");
    assertThat(Pages.text(collector)).contains("nodename=\"renamed\"");
  }

  @Test
  void windows_isNeitherDarwinNorLinux() {
    var said = new OshiNames("11", "22631", "PC-1", "", "", "");

    assertThat(UnameCollector.convert(Os.WINDOWS, said, "x86_64"))
        .isEqualTo(new Reading("Windows", "11", "22631", "x86_64", "PC-1", "(none)"));
  }

  @Test
  void macos_isDarwin() {
    var said = new OshiNames("14.5", "23F79", "mac-1", "lan", "23.5.0", "Darwin Kernel Version 23");

    assertThat(UnameCollector.convert(Os.MACOS, said, "arm64"))
        .isEqualTo(
            new Reading("Darwin", "23.5.0", "Darwin Kernel Version 23", "arm64", "mac-1", "lan"));
  }

  @Test
  void machineName_isWhatUnameSays() {
    assertThat(UnameCollector.machineName(Os.LINUX, "amd64")).isEqualTo("x86_64");
    assertThat(UnameCollector.machineName(Os.LINUX, "aarch64")).isEqualTo("aarch64");
    assertThat(UnameCollector.machineName(Os.MACOS, "aarch64")).isEqualTo("arm64");
    assertThat(UnameCollector.machineName(Os.LINUX, "riscv64")).isEqualTo("riscv64");
  }
}
