package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Batteries and mains supplies. A supply shows what it tells; the names are those of its files in
 * {@code /sys/class/power_supply}, with a unit where node_exporter has given one. Windows and macOS
 * tell a battery's filling, voltage, current and temperature.
 *
 * <pre>
 * # HELP node_power_supply_capacity Value of capacity.
 * # TYPE node_power_supply_capacity gauge
 * node_power_supply_capacity{power_supply="BAT0"} 81.0
 * # HELP node_power_supply_energy_full Value of energy_full.
 * # TYPE node_power_supply_energy_full gauge
 * node_power_supply_energy_full{power_supply="BAT0"} 45.07
 * # HELP node_power_supply_info What the supply is; always 1.
 * # TYPE node_power_supply_info gauge
 * node_power_supply_info{capacity_level="Normal",charge_type="",health="",manufacturer="LGC",model_name="LNV-45N1",power_supply="BAT0",scope="",serial_number="38109",status="Discharging",technology="Li-ion",type="Battery",usb_type=""} 1.0
 * # HELP node_power_supply_temp_celsius Value of temp.
 * # TYPE node_power_supply_temp_celsius gauge
 * node_power_supply_temp_celsius{power_supply="BAT0"} 29.3
 * # HELP node_power_supply_voltage_volt Value of voltage_now.
 * # TYPE node_power_supply_voltage_volt gauge
 * node_power_supply_voltage_volt{power_supply="BAT0"} 12.229
 * </pre>
 */
final class PowersupplyclassCollector implements Collector {
  /** One supply: texts and numbers by the names of their files, the numbers in whole units. */
  record Supply(String name, Map<String, String> texts, Map<String, Double> numbers) {}

  private enum Unit {
    ONE(1),
    MICRO(1e6),
    TENTH(10);

    private final double divisor;

    Unit(double divisor) {
      this.divisor = divisor;
    }
  }

  private record Quantity(String word, Unit unit) {}

  private static final List<String> TEXTS =
      List.of(
          "capacity_level",
          "charge_type",
          "health",
          "manufacturer",
          "model_name",
          "serial_number",
          "status",
          "technology",
          "type",
          "usb_type",
          "scope");

  private static final String[] INFO_LABELS = infoLabels();
  private static final Map<String, Quantity> NUMBERS = numbers();

  private final Source<List<Supply>> source;

  PowersupplyclassCollector(Source<List<Supply>> source) {
    this.source = source;
  }

  static PowersupplyclassCollector of(Machine machine) {
    NameFilter filter = machine.settings().filter(Chosen.POWER_SUPPLIES_IGNORED);
    if (machine.os() == Os.LINUX) {
      var folder =
          new SysFolder<>(machine.sys("class/power_supply"), filter::passes, SupplyFiles::new);
      return new PowersupplyclassCollector(
          () -> folder.devices().stream().map(SupplyFiles::read).toList());
    }
    return new PowersupplyclassCollector(() ->
        OshiPowerSupplies.read(machine).stream()
            .filter(supply -> filter.passes(supply.name()))
            .toList());
  }

  @Override
  public String name() {
    return "powersupplyclass";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    List<Supply> supplies = source.read();
    if (supplies.isEmpty()) {
      throw new NoDataException("this machine tells no power supply");
    }
    var info =
        page.gaugeFamily("node_power_supply_info", "What the supply is; always 1.", INFO_LABELS);
    for (Supply supply : supplies) {
      String[] labels = new String[INFO_LABELS.length];
      labels[0] = supply.name();
      for (int i = 0; i < TEXTS.size(); i++) {
        labels[i + 1] = requireNonNullElse(supply.texts().get(TEXTS.get(i)), "");
      }
      info.add(1, labels);
      supply
          .numbers()
          .forEach((file, value) -> {
            String word = requireNonNull(NUMBERS.get(file)).word();
            page.gaugeFamily("node_power_supply_" + word, "Value of " + file + ".", "power_supply")
                .add(value, supply.name());
          });
    }
  }

  private static String[] infoLabels() {
    String[] labels = new String[TEXTS.size() + 1];
    labels[0] = "power_supply";
    for (int i = 0; i < TEXTS.size(); i++) {
      labels[i + 1] = TEXTS.get(i);
    }
    return labels;
  }

  private static Map<String, Quantity> numbers() {
    Map<String, Quantity> numbers = new LinkedHashMap<>();
    for (String file :
        List.of(
            "authentic",
            "calibrate",
            "capacity",
            "capacity_alert_max",
            "capacity_alert_min",
            "online",
            "present")) {
      numbers.put(file, new Quantity(file, Unit.ONE));
    }
    numbers.put("cycle_count", new Quantity("cyclecount", Unit.ONE));
    numbers.put("time_to_empty_now", new Quantity("time_to_empty_seconds", Unit.ONE));
    numbers.put("time_to_full_now", new Quantity("time_to_full_seconds", Unit.ONE));
    for (String file :
        List.of(
            "current_boot",
            "current_max",
            "energy_empty",
            "energy_empty_design",
            "energy_full",
            "energy_full_design",
            "voltage_boot",
            "voltage_max",
            "voltage_max_design",
            "voltage_min",
            "voltage_min_design",
            "voltage_ocv",
            "charge_control_limit",
            "charge_control_limit_max",
            "charge_counter",
            "charge_empty",
            "charge_empty_design",
            "charge_full",
            "charge_full_design",
            "charge_term_current",
            "constant_charge_current",
            "constant_charge_current_max",
            "constant_charge_voltage",
            "constant_charge_voltage_max",
            "precharge_current",
            "input_current_limit")) {
      numbers.put(file, new Quantity(file, Unit.MICRO));
    }
    numbers.put("current_now", new Quantity("current_ampere", Unit.MICRO));
    numbers.put("energy_now", new Quantity("energy_watthour", Unit.MICRO));
    numbers.put("voltage_now", new Quantity("voltage_volt", Unit.MICRO));
    numbers.put("charge_now", new Quantity("charge_ampere", Unit.MICRO));
    numbers.put("power_now", new Quantity("power_watt", Unit.MICRO));
    for (String file :
        List.of(
            "temp",
            "temp_alert_max",
            "temp_alert_min",
            "temp_ambient",
            "temp_ambient_max",
            "temp_ambient_min",
            "temp_max",
            "temp_min")) {
      numbers.put(file, new Quantity(file + "_celsius", Unit.TENTH));
    }
    return numbers;
  }

  /** A folder of Linux's, of which only the files that are there are kept in mind. */
  static final class SupplyFiles {
    private final String name;
    private final Map<String, SysFile> texts = new LinkedHashMap<>();
    private final Map<String, SysFile> numbers = new LinkedHashMap<>();

    SupplyFiles(Path folder, boolean kept) {
      name = folder.getFileName().toString();
      TEXTS.forEach(file -> keep(folder, file, kept, texts));
      NUMBERS.keySet().forEach(file -> keep(folder, file, kept, numbers));
    }

    private static void keep(Path folder, String file, boolean kept, Map<String, SysFile> into) {
      if (Files.isReadable(folder.resolve(file))) {
        into.put(file, new SysFile(folder.resolve(file), kept));
      }
    }

    Supply read() {
      Map<String, String> words = new LinkedHashMap<>();
      texts.forEach((file, source) -> words.put(file, requireNonNullElse(source.text(), "")));
      Map<String, Double> values = new LinkedHashMap<>();
      numbers.forEach((file, source) -> {
        Double value = source.number();
        if (value != null) {
          values.put(file, value / requireNonNull(NUMBERS.get(file)).unit().divisor);
        }
      });
      return new Supply(name, words, values);
    }
  }
}
