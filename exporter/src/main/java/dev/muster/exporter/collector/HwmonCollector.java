package dev.muster.exporter.collector;

import java.util.List;
import java.util.Map;

/**
 * Sensors of the hardware: temperatures, fans, voltages. Linux only.
 *
 * <pre>
 * # HELP node_hwmon_chip_names Name of the chip; always 1.
 * # TYPE node_hwmon_chip_names gauge
 * node_hwmon_chip_names{chip="platform_coretemp_0",chip_name="coretemp"} 1.0
 * # HELP node_hwmon_fan_rpm Sensor fan: input.
 * # TYPE node_hwmon_fan_rpm gauge
 * node_hwmon_fan_rpm{chip="platform_coretemp_0",sensor="fan1"} 1998.0
 * # HELP node_hwmon_in_volts Sensor in: input.
 * # TYPE node_hwmon_in_volts gauge
 * node_hwmon_in_volts{chip="platform_coretemp_0",sensor="in0"} 0.872
 * # HELP node_hwmon_sensor_label Name of the sensor; always 1.
 * # TYPE node_hwmon_sensor_label gauge
 * node_hwmon_sensor_label{chip="platform_coretemp_0",label="Core 0",sensor="temp1"} 1.0
 * # HELP node_hwmon_temp_celsius Sensor temp: input.
 * # TYPE node_hwmon_temp_celsius gauge
 * node_hwmon_temp_celsius{chip="platform_coretemp_0",sensor="temp1"} 55.0
 * # HELP node_hwmon_temp_crit_alarm_celsius Sensor temp: crit_alarm.
 * # TYPE node_hwmon_temp_crit_alarm_celsius gauge
 * node_hwmon_temp_crit_alarm_celsius{chip="platform_coretemp_0",sensor="temp1"} 0.0
 * </pre>
 */
final class HwmonCollector implements Collector {
  /**
   * One chip.
   *
   * @param name empty if it tells none
   * @param sensors names such as {@code temp1} and their labels
   */
  record Chip(String chip, String name, Map<String, String> sensors, List<Value> values) {}

  /** One number of a sensor, in the unit of its family. */
  record Value(HwmonFamily family, String sensor, double value) {}

  private final Source<List<Chip>> source;

  HwmonCollector(Source<List<Chip>> source) {
    this.source = source;
  }

  static HwmonCollector of(Machine machine) {
    if (machine.os() != Os.LINUX) {
      return new HwmonCollector(() -> {
        throw new NoDataException("only Linux tells its sensors");
      });
    }
    NameFilter filter = machine.settings().filter(Filtered.CHIPS);
    var folder = new SysFolder<>(machine.sys("class/hwmon"), name -> true, HwmonChip::new);
    return new HwmonCollector(() ->
        folder.devices().stream()
            .filter(chip -> filter.passes(chip.chip()))
            .map(HwmonChip::read)
            .toList());
  }

  @Override
  public String name() {
    return "hwmon";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    List<Chip> chips = source.read();
    if (chips.isEmpty()) {
      throw new NoDataException("this machine tells no sensor");
    }
    var names =
        page.gaugeFamily(
            "node_hwmon_chip_names", "Name of the chip; always 1.", "chip", "chip_name");
    var labels =
        page.gaugeFamily(
            "node_hwmon_sensor_label", "Name of the sensor; always 1.", "chip", "sensor", "label");
    for (Chip chip : chips) {
      if (!chip.name().isEmpty()) {
        names.add(1, chip.chip(), chip.name());
      }
      chip.sensors().forEach((sensor, label) -> labels.add(1, chip.chip(), sensor, label));
      for (Value value : chip.values()) {
        value.family().on(page).add(value.value(), chip.chip(), value.sensor());
      }
    }
  }
}
