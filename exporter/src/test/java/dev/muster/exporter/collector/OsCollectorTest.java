package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.OsCollector.OshiOs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OsCollectorTest {
  private static final String DEBIAN =
      """
      PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
      NAME="Debian GNU/Linux"
      VERSION_ID="12"
      VERSION="12 (bookworm)"
      VERSION_CODENAME=bookworm
      ID=debian
      HOME_URL="https://www.debian.org/"
      SUPPORT_END=2026-06-11
      """;

  @TempDir Path rootfs;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector = new OsCollector(() -> OsRelease.parse(DEBIAN));

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(OsCollector.class));
  }

  @Test
  void parse_undoesQuotesAndEscapes() {
    var reading =
        OsRelease.parse(
            "# comment\n\nNAME='a \"b\" \\c'\nID=\"x\\\"\\$y\\\\\"\nBAD LINE\nVARIANT=\n");

    assertThat(reading.field("NAME")).isEqualTo("a \"b\" \\c");
    assertThat(reading.field("ID")).isEqualTo("x\"$y\\");
    assertThat(reading.field("VARIANT")).isEmpty();
  }

  @Test
  void version_isMajorAndMinor() {
    assertThat(OsRelease.parse("VERSION_ID=22.04.3").version()).isEqualTo(22.04);
    assertThat(OsRelease.parse("VERSION_ID=rolling").version()).isNull();
    assertThat(OsRelease.parse("ID=arch").version()).isNull();
    assertThat(OsRelease.parse("SUPPORT_END=soon").supportEnd()).isNull();
  }

  @Test
  void file_isReadAgainWhenItChanged_andFoundInUsrLib() throws Exception {
    var source = new OsRelease(rootfs);
    assertThatThrownBy(source::read).isInstanceOf(NoDataException.class);

    Path file = Files.createDirectories(rootfs.resolve("usr/lib")).resolve("os-release");
    Files.writeString(file, "ID=one");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
    assertThat(source.read().field("ID")).isEqualTo("one");

    Files.writeString(file, "ID=two");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
    assertThat(source.read().field("ID")).isEqualTo("one");
    Files.setLastModifiedTime(file, FileTime.fromMillis(2000));
    assertThat(source.read().field("ID")).isEqualTo("two");
  }

  @Test
  void windows_hasAnId() throws Exception {
    var said = new OshiOs("Windows", "11", "Pro", "22631");
    var collector = new OsCollector(() -> OsCollector.convert(Os.WINDOWS, said));

    assertThat(Pages.text(collector))
        .contains(
            "build_id=\"22631\",id=\"windows\"",
            "node_os_version{id=\"windows\",id_like=\"\",name=\"Windows\"} 11.0");
  }

  @Test
  void windowsServer_versionIsNoMajorAndMinor() {
    var said = new OshiOs("Windows", "Server 2022", "Datacenter", "20348");

    assertThat(OsCollector.convert(Os.WINDOWS, said).version()).isNull();
  }

  @Test
  void macos_hasTheFieldsOfNodeExporter() {
    var reading = OsCollector.convert(Os.MACOS, new OshiOs("macOS", "14.5", "Sonoma", "23F79"));

    assertThat(reading.fields())
        .containsOnlyKeys("NAME", "VERSION", "VERSION_ID", "BUILD_ID")
        .containsEntry("VERSION_ID", "14.5");
  }

  @Test
  void oshi_noVersionIsAFailure() {
    var nothing = new OshiOs("", "", "", "");

    assertThatThrownBy(() -> OsCollector.convert(Os.WINDOWS, nothing))
        .isInstanceOf(FailedReadingException.class);
  }
}
