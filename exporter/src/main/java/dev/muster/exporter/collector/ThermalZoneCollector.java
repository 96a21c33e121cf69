package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Temperatures as the kernel's own cooling sees them, and how far that cools. Linux only.
 *
 * <pre>
 * # HELP node_cooling_device_cur_state How much it cools now.
 * # TYPE node_cooling_device_cur_state gauge
 * node_cooling_device_cur_state{name="0",type="Processor"} 0.0
 * # HELP node_cooling_device_max_state How much it could cool.
 * # TYPE node_cooling_device_max_state gauge
 * node_cooling_device_max_state{name="0",type="Processor"} 10.0
 * # HELP node_thermal_zone_temp Temperature in degrees Celsius.
 * # TYPE node_thermal_zone_temp gauge
 * node_thermal_zone_temp{type="acpitz",zone="0"} 27.8
 * </pre>
 */
final class ThermalZoneCollector implements Collector {
  record Zone(String name, String type, double celsius) {}

  record CoolingDevice(String name, String type, double current, double max) {}

  record Reading(List<Zone> zones, List<CoolingDevice> coolingDevices) {}

  private static final String ZONE = "thermal_zone";
  private static final String COOLING_DEVICE = "cooling_device";

  private final Source<Reading> source;

  ThermalZoneCollector(Source<Reading> source) {
    this.source = source;
  }

  static ThermalZoneCollector of(Machine machine) {
    if (machine.os() != Os.LINUX) {
      return new ThermalZoneCollector(() -> {
        throw new NoDataException("only Linux has thermal zones");
      });
    }
    Path thermal = machine.sys("class/thermal");
    var zones = new SysFolder<>(thermal, name -> name.startsWith(ZONE), ZoneFiles::new);
    var devices =
        new SysFolder<>(thermal, name -> name.startsWith(COOLING_DEVICE), CoolingFiles::new);
    return new ThermalZoneCollector(() ->
        new Reading(
            zones.devices().stream().map(ZoneFiles::read).filter(Objects::nonNull).toList(),
            devices.devices().stream().map(CoolingFiles::read).filter(Objects::nonNull).toList()));
  }

  private static final class ZoneFiles {
    private final String name;
    private final SysFile type;
    private final SysFile temp;

    ZoneFiles(Path folder, boolean kept) {
      name = folder.getFileName().toString().substring(ZONE.length());
      type = new SysFile(folder.resolve("type"), kept);
      temp = new SysFile(folder.resolve("temp"), kept);
    }

    /** Null while the zone has no temperature to tell. */
    @Nullable Zone read() {
      Double millis = temp.number();
      return millis == null
          ? null
          : new Zone(name, requireNonNullElse(type.text(), ""), millis / 1000);
    }
  }

  private static final class CoolingFiles {
    private final String name;
    private final SysFile type;
    private final SysFile current;
    private final SysFile max;

    CoolingFiles(Path folder, boolean kept) {
      name = folder.getFileName().toString().substring(COOLING_DEVICE.length());
      type = new SysFile(folder.resolve("type"), kept);
      current = new SysFile(folder.resolve("cur_state"), kept);
      max = new SysFile(folder.resolve("max_state"), kept);
    }

    @Nullable CoolingDevice read() {
      Double now = current.number();
      Double most = max.number();
      return now == null || most == null
          ? null
          : new CoolingDevice(name, requireNonNullElse(type.text(), ""), now, most);
    }
  }

  @Override
  public String name() {
    return "thermal_zone";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var reading = source.read();
    if (reading.zones().isEmpty() && reading.coolingDevices().isEmpty()) {
      throw new NoDataException("this machine has no thermal zone");
    }
    var temp =
        page.gaugeFamily(
            "node_thermal_zone_temp", "Temperature in degrees Celsius.", "zone", "type");
    reading.zones().forEach(zone -> temp.add(zone.celsius(), zone.name(), zone.type()));
    var current =
        page.gaugeFamily("node_cooling_device_cur_state", "How much it cools now.", "name", "type");
    var max =
        page.gaugeFamily(
            "node_cooling_device_max_state", "How much it could cool.", "name", "type");
    for (CoolingDevice device : reading.coolingDevices()) {
      current.add(device.current(), device.name(), device.type());
      max.add(device.max(), device.name(), device.type());
    }
  }
}
