package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import dev.muster.exporter.collector.Hardware.Board;
import dev.muster.exporter.collector.Hardware.Cpu;
import dev.muster.exporter.collector.Hardware.Disk;
import dev.muster.exporter.collector.Hardware.Firmware;
import dev.muster.exporter.collector.Hardware.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Linux's: {@code /sys/class/dmi/id} (serial numbers are for root alone), {@code /proc/cpuinfo},
 * {@code /sys/block}, and udev's notes on the memory modules, which systemd writes from version 248
 * on. Nothing is kept: at each reading some forty small files are read.
 */
final class LinuxHardware implements Supplier<Hardware> {
  private static final int SECTOR_BYTES = 512;
  private static final int MAX_MODULES = 256;
  private static final int MAX_DISKS = 1024;

  private final ProcFile cpuinfo;
  private final Path dmi;
  private final Path blocks;
  private final Path udev;

  LinuxHardware(Machine machine) {
    cpuinfo = machine.proc("cpuinfo");
    dmi = machine.sys("class/dmi/id");
    blocks = machine.sys("block");
    udev = machine.settings().udevData();
  }

  @Override
  public synchronized Hardware get() {
    return new Hardware(
        dmi("sys_vendor"),
        dmi("product_name"),
        dmi("product_serial"),
        new Board(dmi("board_vendor"), dmi("board_name"), dmi("board_version")),
        new Firmware(dmi("bios_vendor"), dmi("bios_version"), dmi("bios_date")),
        cpu(text()),
        modules(UdevDisks.read(udev.resolve("+dmi:id"))),
        disks());
  }

  private @Nullable String dmi(String file) {
    return text(dmi.resolve(file));
  }

  private static @Nullable String text(Path file) {
    return Hardware.told(new SysFile(file, false).text());
  }

  private String text() {
    try {
      return cpuinfo.read();
    } catch (IOException unreadable) {
      return "";
    }
  }

  static Cpu cpu(String procCpuinfo) {
    List<CpuInfo> infos = CpuInfo.parse(procCpuinfo);
    if (infos.isEmpty()) {
      return new Cpu(null, null, null, null, null, List.of());
    }
    return new Cpu(
        Hardware.told(infos.getFirst().modelName()),
        Hardware.told(infos.getFirst().vendor()),
        count(infos, CpuInfo::pkg),
        count(infos, info -> info.core().isEmpty() ? "" : info.pkg() + ':' + info.core()),
        infos.size(),
        hertz(procCpuinfo));
  }

  /** How many different ones; null where one has none, as on ARM. */
  private static @Nullable Integer count(List<CpuInfo> infos, Function<CpuInfo, String> part) {
    List<String> parts = infos.stream().map(part).toList();
    return parts.contains("") ? null : Math.toIntExact(parts.stream().distinct().count());
  }

  private static List<Double> hertz(String procCpuinfo) {
    return procCpuinfo
        .lines()
        .filter(line -> line.startsWith("cpu MHz"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .filter(text -> text.matches("\\d{1,6}(\\.\\d{1,6})?"))
        .map(text -> Math.rint(Double.parseDouble(text) * 1e6))
        .toList();
  }

  /** From {@code MEMORY_DEVICE_<n>_<what>}; empty slots are left out. */
  static @Nullable List<Module> modules(Map<String, String> notes) {
    List<Module> modules = new ArrayList<>();
    for (int i = 0; i < MAX_MODULES; i++) {
      String prefix = "MEMORY_DEVICE_" + i + "_";
      Long size = number(notes.get(prefix + "SIZE"));
      if (size == null || "0".equals(notes.get(prefix + "PRESENT"))) {
        continue;
      }
      Long millions = number(notes.get(prefix + "SPEED_MTS"));
      modules.add(
          new Module(
              Hardware.told(notes.get(prefix + "LOCATOR")),
              size,
              Hardware.told(notes.get(prefix + "TYPE")),
              millions == null ? null : millions * 1_000_000,
              Hardware.told(notes.get(prefix + "MANUFACTURER")),
              Hardware.told(notes.get(prefix + "PART_NUMBER"))));
    }
    return modules.isEmpty() ? null : List.copyOf(modules);
  }

  private static @Nullable Long number(@Nullable String text) {
    return text != null && text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
  }

  /** Those with a device behind them, which loops, RAM disks and mapped ones have not. */
  private List<Disk> disks() {
    String[] names = requireNonNullElse(blocks.toFile().list(), new String[0]);
    return Arrays.stream(names)
        .sorted()
        .filter(name -> Files.exists(blocks.resolve(name).resolve("device")))
        .limit(MAX_DISKS)
        .map(this::disk)
        .toList();
  }

  private Disk disk(String name) {
    Path folder = blocks.resolve(name);
    Double sectors = new SysFile(folder.resolve("size"), false).number();
    Double turns = new SysFile(folder.resolve("queue/rotational"), false).number();
    String number = requireNonNullElse(new SysFile(folder.resolve("dev"), false).text(), "");
    Map<String, String> notes = UdevDisks.read(udev.resolve("b" + number));
    return new Disk(
        name.replace('!', '/'),
        either(text(folder.resolve("device/model")), notes.get("ID_MODEL")),
        either(
            either(text(folder.resolve("device/serial")), text(folder.resolve("serial"))),
            notes.get("ID_SERIAL_SHORT")),
        sectors == null ? null : sectors.longValue() * SECTOR_BYTES,
        turns == null ? null : turns != 0);
  }

  private static @Nullable String either(@Nullable String first, @Nullable String second) {
    return first != null ? first : Hardware.told(second);
  }
}
