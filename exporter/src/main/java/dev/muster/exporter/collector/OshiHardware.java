package dev.muster.exporter.collector;

import dev.muster.exporter.collector.Hardware.Board;
import dev.muster.exporter.collector.Hardware.Cpu;
import dev.muster.exporter.collector.Hardware.Disk;
import dev.muster.exporter.collector.Hardware.Firmware;
import dev.muster.exporter.collector.Hardware.Module;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import oshi.hardware.CentralProcessor;
import oshi.hardware.ComputerSystem;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.PhysicalMemory;

/** Windows' and macOS's as OSHI tells it, which is slow there and kept for ten minutes. */
final class OshiHardware implements Supplier<Hardware> {
  private static final Duration KEEP = Duration.ofMinutes(10);

  private final Machine machine;
  private @Nullable Hardware last;
  private Instant read = Instant.MIN;

  OshiHardware(Machine machine) {
    this.machine = machine;
  }

  @Override
  public synchronized Hardware get() {
    Instant now = machine.clock().instant();
    Hardware known = last;
    if (known == null || Duration.between(read, now).abs().compareTo(KEEP) >= 0) {
      known = read(machine.oshi().hardware(), machine.settings().otherSystems().linuxNames());
      last = known;
      read = now;
    }
    return known;
  }

  private static Hardware read(HardwareAbstractionLayer layer, boolean linuxNames) {
    ComputerSystem system = layer.getComputerSystem();
    var board = system.getBaseboard();
    var firmware = system.getFirmware();
    List<Module> modules =
        layer.getMemory().getPhysicalMemory().stream().map(OshiHardware::module).toList();
    return new Hardware(
        Hardware.told(system.getManufacturer()),
        Hardware.told(system.getModel()),
        Hardware.told(system.getSerialNumber()),
        new Board(
            Hardware.told(board.getManufacturer()),
            Hardware.told(board.getModel()),
            Hardware.told(board.getVersion())),
        new Firmware(
            Hardware.told(firmware.getManufacturer()),
            Hardware.told(firmware.getVersion()),
            Hardware.told(firmware.getReleaseDate())),
        cpu(layer.getProcessor()),
        modules.isEmpty() ? null : modules,
        layer.getDiskStores().stream().map(disk -> disk(disk, linuxNames)).toList());
  }

  private static Cpu cpu(CentralProcessor processor) {
    var id = processor.getProcessorIdentifier();
    return new Cpu(
        Hardware.told(id.getName()),
        Hardware.told(id.getVendor()),
        positive(processor.getPhysicalPackageCount()),
        positive(processor.getPhysicalProcessorCount()),
        positive(processor.getLogicalProcessorCount()),
        List.of());
  }

  private static @Nullable Integer positive(int count) {
    return count > 0 ? count : null;
  }

  /** OSHI's clock speed is the number of transfers a second, in Hz. */
  private static Module module(PhysicalMemory memory) {
    return new Module(
        Hardware.told(memory.getBankLabel()),
        positive(memory.getCapacity()),
        Hardware.told(memory.getMemoryType()),
        positive(memory.getClockSpeed()),
        Hardware.told(memory.getManufacturer()),
        Hardware.told(memory.getPartNumber()));
  }

  private static Disk disk(HWDiskStore disk, boolean linuxNames) {
    return new Disk(
        DeviceNames.disk(disk.getName(), linuxNames),
        Hardware.told(disk.getModel()),
        Hardware.told(disk.getSerial()),
        positive(disk.getSize()),
        null);
  }

  private static @Nullable Long positive(long number) {
    return number > 0 ? number : null;
  }
}
