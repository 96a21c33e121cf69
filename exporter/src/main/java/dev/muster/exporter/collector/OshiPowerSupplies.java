package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import dev.muster.exporter.collector.PowersupplyclassCollector.Supply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oshi.hardware.PowerSource;

/** Windows' and macOS's batteries as OSHI sees them. */
final class OshiPowerSupplies {
  /**
   * What OSHI says of one battery.
   *
   * @param remaining part of the whole that is left, from 0 to 1
   * @param volts negative or zero where not known
   * @param milliamperes negative while it is discharged
   * @param celsius zero where not known
   */
  record OshiBattery(
      String name,
      double remaining,
      double volts,
      double milliamperes,
      double celsius,
      int cycles,
      boolean online,
      boolean charging,
      boolean discharging,
      String manufacturer,
      String serialNumber,
      String technology) {

    static OshiBattery read(PowerSource source) {
      return new OshiBattery(
          source.getName(),
          source.getRemainingCapacityPercent(),
          source.getVoltage(),
          source.getAmperage(),
          source.getTemperature(),
          source.getCycleCount(),
          source.isPowerOnLine(),
          source.isCharging(),
          source.isDischarging(),
          requireNonNullElse(source.getManufacturer(), ""),
          requireNonNullElse(source.getSerialNumber(), ""),
          requireNonNullElse(source.getChemistry(), ""));
    }
  }

  private OshiPowerSupplies() {}

  static List<Supply> read(Machine machine) {
    return machine.oshi().hardware().getPowerSources().stream()
        .map(OshiBattery::read)
        .map(OshiPowerSupplies::convert)
        .filter(supply -> !supply.numbers().isEmpty())
        .toList();
  }

  /** Numbers by the names of Linux's files, those that are told. */
  static Supply convert(OshiBattery battery) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    if (battery.remaining() > 0 && battery.remaining() <= 1) {
      numbers.put("capacity", (double) Math.round(battery.remaining() * 100));
    }
    if (battery.volts() > 0) {
      numbers.put("voltage_now", battery.volts());
      numbers.put("current_now", Math.abs(battery.milliamperes()) / 1000);
    }
    if (battery.celsius() > 0) {
      numbers.put("temp", battery.celsius());
    }
    if (battery.cycles() > 0) {
      numbers.put("cycle_count", (double) battery.cycles());
    }
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("type", "Battery");
    texts.put("status", status(battery));
    put(texts, "manufacturer", battery.manufacturer());
    put(texts, "serial_number", battery.serialNumber());
    put(texts, "technology", battery.technology());
    return new Supply(battery.name(), texts, numbers);
  }

  private static String status(OshiBattery battery) {
    List<String> states = new ArrayList<>();
    if (battery.charging()) {
      states.add("Charging");
    }
    if (battery.discharging()) {
      states.add("Discharging");
    }
    return states.size() == 1 ? states.getFirst() : battery.online() ? "Not charging" : "Unknown";
  }

  private static void put(Map<String, String> texts, String name, String value) {
    if (!value.isEmpty() && !value.equalsIgnoreCase("unknown")) {
      texts.put(name, value);
    }
  }
}
