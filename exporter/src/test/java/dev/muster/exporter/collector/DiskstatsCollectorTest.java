package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.OshiDisks.OshiDisk;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskstatsCollectorTest {
  @TempDir Path folder;

  private UdevDisks udev = new UdevDisks(Path.of("/no/such/folder"), () -> Instant.EPOCH);

  @Test
  void udev_tellsWhatADiskIs() throws Exception {
    var tree =
        new Tree(folder)
            .with("diskstats", "8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n254 0 dm-0 1")
            .with(
                "udev/b8:0",
                """
                S:disk/by-id/x
                E:ID_ATA=1
                E:ID_ATA_WRITE_CACHE=1
                E:ID_ATA_WRITE_CACHE_ENABLED=0
                E:ID_ATA_ROTATION_RATE_RPM=7200
                E:ID_MODEL=Disk_X
                E:ID_SERIAL_SHORT=4711
                E:ID_WWN=0x5000\
                """)
            .with(
                "udev/b254:0",
                "E:DM_NAME=vg-root\nE:DM_UUID=LVM-1\nE:DM_VG_NAME=vg\nE:DM_LV_NAME=root\n"
                    + "E:ID_FS_TYPE=ext4\nE:ID_FS_USAGE=filesystem\nE:ID_FS_UUID=u\nE:ID_FS_VERSION=1.0");

    assertThat(Pages.text(DiskstatsCollector.of(tree.machine())).lines())
        .contains(
            "node_disk_info{device=\"sda\",major=\"8\",minor=\"0\",model=\"Disk_X\",path=\"\","
                + "revision=\"\",serial=\"4711\",wwn=\"0x5000\"} 1.0",
            "node_disk_ata_write_cache{device=\"sda\"} 1.0",
            "node_disk_ata_write_cache_enabled{device=\"sda\"} 0.0",
            "node_disk_ata_rotation_rate_rpm{device=\"sda\"} 7200.0",
            "node_disk_device_mapper_info{device=\"dm-0\",lv_layer=\"\",lv_name=\"root\",name=\"vg-root\","
                + "uuid=\"LVM-1\",vg_name=\"vg\"} 1.0",
            "node_disk_filesystem_info{device=\"dm-0\",type=\"ext4\",usage=\"filesystem\",uuid=\"u\","
                + "version=\"1.0\"} 1.0");
  }

  private static final String DISKSTATS =
      """
         7       0 loop0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
       254       0 vda 36142 7517 1949306 11053 4456 8426 2168760 4378 1 5428 15636 3432 52 77880 189 372 14
       254       1 vda1 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17
      """;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    new Tree(folder).with("b254:0", "E:ID_PATH=pci-0000:00:03.0\nE:SCSI_IDENT_SERIAL=x1");
    udev = new UdevDisks(folder, () -> Instant.EPOCH);
    var collector =
        new DiskstatsCollector(
            () -> DiskstatsCollector.parse(DISKSTATS), NameFilter.including("^vda$"), udev);

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(DiskstatsCollector.class));
  }

  @Test
  void parse_oldKernelHasFewerColumns() throws Exception {
    var collector =
        new DiskstatsCollector(
            () -> DiskstatsCollector.parse("8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n"),
            CollectorSettings.defaults(Os.LINUX).filter(Filtered.DISKS),
            udev);

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
    NameFilter disks = CollectorSettings.defaults(Os.LINUX).filter(Filtered.DISKS);

    assertThat(List.of("sda1", "vda2", "nvme0n1p1", "loop0", "ram3", "zram0"))
        .noneMatch(disks::passes);
    assertThat(List.of("sda", "vda", "nvme0n1", "md0", "dm-1", "mmcblk0")).allMatch(disks::passes);
  }

  @Test
  void windows_nameIsShortened() throws Exception {
    var drive = new OshiDisk("\\\\.\\PHYSICALDRIVE0", "Disk X", " 42 ", 1, 2, 3, 4, 5, 6000);
    var collector =
        new DiskstatsCollector(
            () -> OshiDisks.convert(Os.WINDOWS, List.of(drive)), NameFilter.excluding(""), udev);

    assertThat(Pages.text(collector).lines().filter(line -> !line.startsWith("#")))
        .containsExactly(
            "node_disk_info{device=\"PhysicalDrive0\",major=\"\",minor=\"\",model=\"Disk X\",path=\"\",revision=\"\",serial=\"42\",wwn=\"\"} 1.0",
            "node_disk_io_now{device=\"PhysicalDrive0\"} 5.0",
            "node_disk_io_time_weighted_seconds_total{device=\"PhysicalDrive0\"} 6.0",
            "node_disk_read_bytes_total{device=\"PhysicalDrive0\"} 2.0",
            "node_disk_reads_completed_total{device=\"PhysicalDrive0\"} 1.0",
            "node_disk_writes_completed_total{device=\"PhysicalDrive0\"} 3.0",
            "node_disk_written_bytes_total{device=\"PhysicalDrive0\"} 4.0");
  }

  @Test
  void macos_doesNotTellWhatIsUnderWay() {
    var disk = new OshiDisk("disk0", "", "", 1, 2, 3, 4, 0, 6000);

    assertThat(OshiDisks.convert(Os.MACOS, List.of(disk)).disks().getFirst().values())
        .doesNotContainKey(DiskstatsCollector.Stat.IO_NOW);
  }
}
