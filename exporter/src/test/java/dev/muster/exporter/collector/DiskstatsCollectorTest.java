package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.OshiDisks.OshiDisk;
import dev.muster.exporter.collector.WindowsDiskTimes.Raw;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import oshi.util.tuples.Pair;

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
    var times =
        new WindowsDiskTimes(() -> List.of(new Raw("0 C: D:", 30, 90, 20_000_000, 45_000_000)));
    var collector =
        new DiskstatsCollector(
            () -> OshiDisks.convert(Os.WINDOWS, false, List.of(drive), times.read()),
            NameFilter.excluding(""),
            udev);

    assertThat(Pages.text(collector).lines().filter(line -> !line.startsWith("#")))
        .containsExactly(
            "node_disk_info{device=\"PhysicalDrive0\",major=\"\",minor=\"\",model=\"Disk X\",path=\"\",revision=\"\",serial=\"42\",wwn=\"\"} 1.0",
            "node_disk_io_now{device=\"PhysicalDrive0\"} 5.0",
            "node_disk_io_time_seconds_total{device=\"PhysicalDrive0\"} 0.0",
            "node_disk_io_time_weighted_seconds_total{device=\"PhysicalDrive0\"} 6.0",
            "node_disk_read_bytes_total{device=\"PhysicalDrive0\"} 2.0",
            "node_disk_read_time_seconds_total{device=\"PhysicalDrive0\"} 2.0",
            "node_disk_reads_completed_total{device=\"PhysicalDrive0\"} 1.0",
            "node_disk_write_time_seconds_total{device=\"PhysicalDrive0\"} 4.5",
            "node_disk_writes_completed_total{device=\"PhysicalDrive0\"} 3.0",
            "node_disk_written_bytes_total{device=\"PhysicalDrive0\"} 4.0");
  }

  @Test
  void macos_doesNotTellWhatIsUnderWay() {
    var disk = new OshiDisk("disk0", "", "", 1, 2, 3, 4, 0, 6000);

    assertThat(
            OshiDisks.convert(Os.MACOS, false, List.of(disk), Map.of()).disks().getFirst().values())
        .doesNotContainKey(DiskstatsCollector.Stat.IO_NOW);
  }

  @Test
  void windows_busyIsWhatWasNotIdle_andNeverFalls() {
    List<Raw> said = new ArrayList<>();
    var times = new WindowsDiskTimes(() -> List.of(said.getLast()));

    said.add(new Raw("1 D:", 1_000_000_000, 9_000_000_000L, 0, 0));
    assertThat(busy(times)).isZero();
    said.add(new Raw("1 D:", 1_060_000_000, 9_100_000_000L, 0, 0));
    assertThat(busy(times)).isEqualTo(4.0);
    said.add(new Raw("1 D:", 1_170_000_000, 9_200_000_000L, 0, 0));
    assertThat(busy(times)).isEqualTo(4.0);
    said.add(new Raw("1 D:", 5, 9_200_000_001L, 0, 0));
    assertThat(busy(times)).isZero();
  }

  private static double busy(WindowsDiskTimes times) {
    return Objects.requireNonNull(times.read().get("1")).busy();
  }

  @Test
  void windows_withoutCountersTheTimesAreLeftOut() {
    var none = new Raw("0 C:", 0, 0, 0, 0);
    var drive = new OshiDisk("\\\\.\\PHYSICALDRIVE0", "", "", 1, 2, 3, 4, 5, 6000);
    var times = new WindowsDiskTimes(() -> List.of(none)).read();

    assertThat(
            OshiDisks.convert(Os.WINDOWS, false, List.of(drive), times).disks().getFirst().values())
        .doesNotContainKeys(DiskstatsCollector.Stat.IO_TIME, DiskstatsCollector.Stat.READ_TIME);
  }

  @Test
  void windows_countersAreTakenDiskByDisk() {
    Map<WindowsDiskTimes.Counter, List<Long>> values =
        Map.of(
            WindowsDiskTimes.Counter.PERCENTIDLETIME, List.of(1L, 2L),
            WindowsDiskTimes.Counter.PERCENTIDLETIME_BASE, List.of(3L, 4L),
            WindowsDiskTimes.Counter.PERCENTDISKREADTIME, List.of(5L, 6L),
            WindowsDiskTimes.Counter.PERCENTDISKWRITETIME, List.of(7L));

    assertThat(WindowsDiskTimes.raws(new Pair<>(List.of("0 C:", "1"), values)))
        .containsExactly(new Raw("0 C:", 1, 3, 5, 7), new Raw("1", 2, 4, 6, 0));
  }

  @Test
  void names_areLinuxIfAskedFor() {
    assertThat(DeviceNames.disk("\\\\.\\PHYSICALDRIVE1", true)).isEqualTo("sdb");
    assertThat(DeviceNames.disk("disk0", true)).isEqualTo("sda");
    assertThat(DeviceNames.disk("disk0", false)).isEqualTo("disk0");
    assertThat(DeviceNames.disk("disk27", true)).isEqualTo("sdab");
    assertThat(DeviceNames.disk("something", true)).isEqualTo("something");
  }
}
