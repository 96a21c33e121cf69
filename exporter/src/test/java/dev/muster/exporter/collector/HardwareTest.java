package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.collector.Hardware.Board;
import dev.muster.exporter.collector.Hardware.Cpu;
import dev.muster.exporter.collector.Hardware.Disk;
import dev.muster.exporter.collector.Hardware.Firmware;
import dev.muster.exporter.collector.Hardware.Module;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareTest {
  private static final String CPUINFO =
      """
      processor\t: 0
      vendor_id\t: GenuineIntel
      model name\t: Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz
      cpu MHz\t\t: 800.125
      physical id\t: 0
      core id\t\t: 0

      processor\t: 1
      vendor_id\t: GenuineIntel
      model name\t: Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz
      cpu MHz\t\t: 3400.000
      physical id\t: 0
      core id\t\t: 0

      """;

  @TempDir Path folder;

  @Test
  void linux_fromFiles() throws IOException {
    Tree tree =
        new Tree(folder)
            .with(
                "cpuinfo", CPUINFO,
                "class/dmi/id/sys_vendor", "LENOVO",
                "class/dmi/id/product_name", "20L6S0",
                "class/dmi/id/product_serial", "To Be Filled By O.E.M.",
                "class/dmi/id/board_vendor", "LENOVO",
                "class/dmi/id/board_version", " ",
                "class/dmi/id/bios_vendor", "LENOVO",
                "class/dmi/id/bios_version", "N24ET",
                "class/dmi/id/bios_date", "03/09/2026")
            .with(
                "block/sda/device/model", "SSD 860 EVO  ",
                "block/sda/size", "2048",
                "block/sda/dev", "8:0",
                "block/sda/queue/rotational", "0",
                "block/loop0/size", "8",
                "udev/b8:0", "E:ID_SERIAL_SHORT=S3Z9")
            .with(
                "udev/+dmi:id",
                """
                E:MEMORY_DEVICE_0_LOCATOR=ChannelA-DIMM0
                E:MEMORY_DEVICE_0_SIZE=8589934592
                E:MEMORY_DEVICE_0_TYPE=DDR4
                E:MEMORY_DEVICE_0_SPEED_MTS=2400
                E:MEMORY_DEVICE_0_MANUFACTURER=Samsung
                E:MEMORY_DEVICE_0_PART_NUMBER=M471A1K43CB1
                E:MEMORY_DEVICE_1_PRESENT=0
                E:MEMORY_DEVICE_1_SIZE=0
                E:MEMORY_DEVICE_2_SIZE=1024
                E:MEMORY_DEVICE_2_TYPE=Unknown\
                """);
    assertThat(Hardware.source(tree.machine()).get())
        .isEqualTo(
            new Hardware(
                "LENOVO",
                "20L6S0",
                null,
                new Board("LENOVO", null, null),
                new Firmware("LENOVO", "N24ET", "03/09/2026"),
                new Cpu(
                    "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz",
                    "GenuineIntel",
                    1,
                    1,
                    2,
                    List.of(800_125_000.0, 3_400_000_000.0)),
                List.of(
                    new Module(
                        "ChannelA-DIMM0",
                        8_589_934_592L,
                        "DDR4",
                        2_400_000_000L,
                        "Samsung",
                        "M471A1K43CB1"),
                    new Module(null, 1024L, null, null, null, null)),
                List.of(new Disk("sda", "SSD 860 EVO", "S3Z9", 1_048_576L, false))));
  }

  @Test
  void linux_thatTellsNothing() {
    Hardware nothing = Hardware.source(new Tree(folder).machine()).get();
    assertThat(nothing.modules()).isNull();
    assertThat(nothing.disks()).isEmpty();
    assertThat(nothing.manufacturer()).isNull();
    assertThat(nothing.cpu()).isEqualTo(new Cpu(null, null, null, null, null, List.of()));
  }

  @Test
  void linux_processorWithoutPackages() {
    assertThat(LinuxHardware.cpu("processor\t: 0\n\nprocessor\t: 1\n"))
        .isEqualTo(new Cpu(null, null, null, null, 2, List.of()));
  }
}
