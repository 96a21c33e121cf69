package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.OshiDisks.OshiDisk;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DiskstatsCollectorTest {
  private static final String DISKSTATS =
      """
         7       0 loop0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
       254       0 vda 36142 7517 1949306 11053 4456 8426 2168760 4378 1 5428 15636 3432 52 77880 189 372 14
       254       1 vda1 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17
      """;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector =
        new DiskstatsCollector(
            () -> DiskstatsCollector.parse(DISKSTATS), NameFilter.including("^vda$"));

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(DiskstatsCollector.class));
  }

  @Test
  void parse_oldKernelHasFewerColumns() throws Exception {
    var collector =
        new DiskstatsCollector(
            () -> DiskstatsCollector.parse("8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n"),
            CollectorSettings.defaults(Os.LINUX).disks());

    assertThat(Pages.text(collector))
        .contains("node_disk_io_time_weighted_seconds_total{device=\"sda\"} 0.011")
        .doesNotContain("discard")
        .doesNotContain("flush");
  }

  @Test
  void parse_garbageNamesTheLine() {
    assertThatThrownBy(() -> DiskstatsCollector.parse("8 0\n"))
        .hasMessage("/proc/diskstats: expected another word in line \"8 0\"");
    assertThatThrownBy(() -> DiskstatsCollector.parse("8 0 sda -1\n"))
        .hasMessage("/proc/diskstats: expected a number in line \"8 0 sda -1\"");
  }

  @Test
  void defaults_hidePartitionsAndRamDisks() {
    NameFilter disks = CollectorSettings.defaults(Os.LINUX).disks();

    assertThat(List.of("sda1", "vda2", "nvme0n1p1", "loop0", "ram3", "zram0"))
        .noneMatch(disks::passes);
    assertThat(List.of("sda", "vda", "nvme0n1", "md0", "dm-1", "mmcblk0")).allMatch(disks::passes);
  }

  @Test
  void windows_nameIsShortened() throws Exception {
    var drive = new OshiDisk("\\\\.\\PHYSICALDRIVE0", 1, 2, 3, 4, 5, 6000);
    var collector =
        new DiskstatsCollector(
            () -> OshiDisks.convert(Os.WINDOWS, List.of(drive)), NameFilter.excluding(""));

    assertThat(Pages.text(collector).lines().filter(line -> !line.startsWith("#")))
        .containsExactly(
            "node_disk_io_now{device=\"PhysicalDrive0\"} 5.0",
            "node_disk_io_time_weighted_seconds_total{device=\"PhysicalDrive0\"} 6.0",
            "node_disk_read_bytes_total{device=\"PhysicalDrive0\"} 2.0",
            "node_disk_reads_completed_total{device=\"PhysicalDrive0\"} 1.0",
            "node_disk_writes_completed_total{device=\"PhysicalDrive0\"} 3.0",
            "node_disk_written_bytes_total{device=\"PhysicalDrive0\"} 4.0");
  }

  @Test
  void macos_doesNotTellWhatIsUnderWay() {
    var disk = new OshiDisk("disk0", 1, 2, 3, 4, 0, 6000);

    assertThat(OshiDisks.convert(Os.MACOS, List.of(disk)).disks().getFirst().values())
        .doesNotContainKey(DiskstatsCollector.Stat.IO_NOW);
  }
}
