package dev.muster.exporter.collector;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The family of one kind of file of a sensor chip, after the kernel's <a
 * href="https://docs.kernel.org/hwmon/sysfs-interface.html">naming and units</a>.
 *
 * @param divisor of the kernel's number, to have it in the family's unit
 */
record HwmonFamily(String name, String help, double divisor) {
  private static final double MILLI = 1000;
  private static final double MICRO = 1e6;
  private static final Set<String> TURNS = Set.of("input", "min", "max", "target");
  private static final Set<String> INTERVALS =
      Set.of("average_interval", "average_interval_min", "average_interval_max");

  MetricPage.Family on(MetricPage page) {
    return name.endsWith("_total")
        ? page.counterFamily(name, help, "chip", "sensor")
        : page.gaugeFamily(name, help, "chip", "sensor");
  }

  /**
   * Null for what node_exporter does not show.
   *
   * @param type such as {@code temp}
   * @param property such as {@code input}, empty if the file has none
   * @param hasBare whether the sensor also has a file without property
   */
  static @Nullable HwmonFamily of(String type, String property, boolean hasBare) {
    String help =
        "Sensor " + type + (property.isEmpty() ? "." : ": " + property.replace('-', '_') + ".");
    return switch (type) {
      case "beep_enable" -> new HwmonFamily("node_hwmon_beep_enabled", help, 1);
      case "vrm" -> new HwmonFamily("node_hwmon_voltage_regulator_version", help, 1);
      case "update_interval" -> new HwmonFamily("node_hwmon_update_interval_seconds", help, MILLI);
      default -> measured(type, property, hasBare, help);
    };
  }

  private static @Nullable HwmonFamily measured(
      String type, String property, boolean hasBare, String help) {
    String name = "node_hwmon_" + type;
    if (property.equals("input")) {
      name += hasBare ? "_input" : "";
    } else if (!property.isEmpty()) {
      name += "_" + HwmonChip.cleaned(property);
    }
    return switch (property) {
      case "label" -> null;
      case "fault", "alarm" -> new HwmonFamily(name, help, 1);
      case "beep" -> new HwmonFamily(name + "_enabled", help, 1);
      default -> inUnit(type, property, name, help);
    };
  }

  private static @Nullable HwmonFamily inUnit(
      String type, String property, String name, String help) {
    return switch (type) {
      case "in", "cpu" -> new HwmonFamily(name + "_volts", help, MILLI);
      case "temp" ->
          property.equals("type")
              ? new HwmonFamily(name, help, 1)
              : new HwmonFamily(name + "_celsius", help, MILLI);
      case "curr" -> new HwmonFamily(name + "_amps", help, MILLI);
      case "energy" -> new HwmonFamily(name + "_joule_total", help, MICRO);
      case "power" -> power(property, name, help);
      case "humidity" -> new HwmonFamily(name, help, MICRO);
      case "fan" -> new HwmonFamily(TURNS.contains(property) ? name + "_rpm" : name, help, 1);
      default -> new HwmonFamily(name, help, 1);
    };
  }

  private static HwmonFamily power(String property, String name, String help) {
    if (property.equals("accuracy")) {
      return new HwmonFamily(name, help, MICRO);
    }
    return INTERVALS.contains(property)
        ? new HwmonFamily(name + "_seconds", help, MILLI)
        : new HwmonFamily(name + "_watt", help, MICRO);
  }
}
