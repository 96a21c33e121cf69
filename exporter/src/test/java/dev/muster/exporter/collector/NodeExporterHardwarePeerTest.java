package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.muster.exporter.collector.NodeExporterPeer.Family;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our page beside node_exporter's of a laptop's {@code /sys} and {@code /proc}, for what few test
 * machines have.
 */
final class NodeExporterHardwarePeerTest {
  private static final String CPU = "devices/system/cpu/cpu0/";
  private static final String HWMON = "class/hwmon/hwmon0/";
  private static final String SUPPLY = "class/power_supply/BAT0/";

  @TempDir Path folder;

  @BeforeEach
  void writeCpu() throws Exception {
    new Tree(folder)
        .with("stat", "cpu 1 2 3 4\ncpu0 1 2 3 4 5 6 7 8 9 10\nbtime 5")
        .with("cpuinfo", "processor\t: 0\nvendor_id\t: X\nphysical id\t: 0\ncore id\t: 2\n")
        .with(
            CPU + "cpufreq/cpuinfo_min_freq", "800000", CPU + "cpufreq/scaling_min_freq", "900000")
        .with(CPU + "cpufreq/cpuinfo_max_freq", "3700000", CPU + "cpufreq/scaling_cur_freq", "1")
        .with(CPU + "cpufreq/cpuinfo_cur_freq", "3", CPU + "cpufreq/scaling_max_freq", "2")
        .with(CPU + "cpufreq/scaling_governor", "powersave")
        .with(CPU + "cpufreq/affected_cpus", "0", CPU + "cpufreq/related_cpus", "0")
        .with(CPU + "cpufreq/cpuinfo_transition_latency", "0")
        .with(CPU + "cpufreq/scaling_available_governors", "performance powersave")
        .with(CPU + "cpufreq/scaling_driver", "x", CPU + "cpufreq/scaling_setspeed", "x")
        .with(CPU + "topology/physical_package_id", "0", CPU + "topology/core_id", "2")
        .with(CPU + "topology/core_siblings", "1", CPU + "topology/core_siblings_list", "0")
        .with(CPU + "topology/thread_siblings", "1", CPU + "topology/thread_siblings_list", "0")
        .with(CPU + "thermal_throttle/core_throttle_count", "5")
        .with(CPU + "thermal_throttle/package_throttle_count", "6");
  }

  @BeforeEach
  void writeSensors() throws Exception {
    new Tree(folder)
        .linking(HWMON + "device", "devices/platform/applesmc.768")
        .with(HWMON + "name", "applesmc", HWMON + "update_interval", "1500", HWMON + "vrm", "9")
        .with(HWMON + "beep_enable", "1", HWMON + "temp1_input", "55000")
        .with(HWMON + "temp1_label", "Core 0", HWMON + "temp1_crit", "100000")
        .with(HWMON + "temp1_crit_alarm", "0", HWMON + "temp1_alarm", "1")
        .with(HWMON + "temp1_fault", "0", HWMON + "temp1_beep", "1", HWMON + "temp1_type", "4")
        .with(HWMON + "fan1_input", "1998", HWMON + "fan1_min", "1000", HWMON + "fan1_div", "8")
        .with(HWMON + "in0_input", "872", HWMON + "in0_max", "1744", HWMON + "pwm1", "255")
        .with(HWMON + "pwm1_enable", "2", HWMON + "curr1_input", "1400")
        .with(HWMON + "power1_input", "15000000", HWMON + "power1_accuracy", "900000")
        .with(HWMON + "power1_average_interval", "2000", HWMON + "energy1_input", "7000000")
        .with(HWMON + "freq1_input", "1500000000", HWMON + "freq1_label", "Core Clock")
        .with(HWMON + "humidity1_input", "42000000", HWMON + "intrusion0_alarm", "0")
        .with("devices/platform/applesmc.768/fan2_input", "2500")
        .with("class/hwmon/hwmon1/name", "nvme", "class/hwmon/hwmon1/temp1_input", "-5000")
        .with("class/thermal/thermal_zone0/type", "acpitz")
        .with("class/thermal/thermal_zone0/temp", "27800")
        .with("class/thermal/thermal_zone0/policy", "step_wise")
        .with("class/thermal/cooling_device0/type", "Processor")
        .with("class/thermal/cooling_device0/cur_state", "3")
        .with("class/thermal/cooling_device0/max_state", "10");
  }

  @BeforeEach
  void writePowerAndDisks() throws Exception {
    var tree = new Tree(folder);
    for (String number :
        List.of(
            "authentic calibrate capacity capacity_alert_max capacity_alert_min online present",
            "cycle_count time_to_empty_now time_to_full_now current_boot current_max energy_empty",
            "energy_empty_design energy_full energy_full_design voltage_boot voltage_max",
            "voltage_max_design voltage_min voltage_min_design voltage_ocv charge_control_limit",
            "charge_control_limit_max charge_counter charge_empty charge_empty_design charge_full",
            "charge_full_design charge_term_current constant_charge_current current_now",
            "constant_charge_current_max constant_charge_voltage constant_charge_voltage_max",
            "precharge_current input_current_limit energy_now voltage_now charge_now power_now",
            "temp temp_alert_max temp_alert_min temp_ambient temp_ambient_max temp_ambient_min",
            "temp_max temp_min")) {
      for (String file : number.split(" ", -1)) {
        tree.with(SUPPLY + file, Integer.toString(1_000_000 + file.length()));
      }
    }
    tree.with(SUPPLY + "status", "Charging", SUPPLY + "type", "Battery")
        .with(SUPPLY + "health", "Good", SUPPLY + "manufacturer", "LGC")
        .with(SUPPLY + "model_name", "LNV", SUPPLY + "serial_number", "1")
        .with("diskstats", "8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n254 0 dm-0 1 2 3 4 5 6 7 8 9 10 11")
        .with("udev/b8:0", "E:ID_ATA=1\nE:ID_ATA_WRITE_CACHE=1\nE:ID_ATA_ROTATION_RATE_RPM=7200")
        .with("udev/b254:0", "E:DM_NAME=vg-root\nE:DM_UUID=LVM-1\nE:DM_VG_NAME=vg\nE:ID_FS_TYPE=x");
  }

  @Test
  void laptop_hasTheSameFamiliesTypesLabelsAndValues() throws Exception {
    var machine = new Tree(folder).machine();
    var withInfo = Pages.machine(Os.LINUX, machine.settings().withCpuInfo(true));
    var theirs = NodeExporterPeer.page(folder, flags());
    var ours =
        NodeExporterPeer.ours(
            List.of(
                CpuCollector.of(withInfo),
                CpufreqCollector.of(machine),
                DiskstatsCollector.of(machine),
                HwmonCollector.of(machine),
                PowersupplyclassCollector.of(machine),
                ThermalZoneCollector.of(machine)));

    assertThat(theirs).containsKeys("node_hwmon_temp_celsius", "node_disk_ata_write_cache");
    assertThat(new TreeSet<>(ours.keySet())).isEqualTo(new TreeSet<>(theirs.keySet()));
    theirs.forEach((name, family) -> {
      Family own = NodeExporterPeer.family(ours, name);
      assertThat(own.type()).as(name).isEqualTo(family.type());
      assertThat(plain(own).keySet()).as(name).isEqualTo(plain(family).keySet());
      plain(own)
          .forEach((labels, value) ->
              assertThat(value)
                  .as(name + labels)
                  .isCloseTo(plain(family).get(labels), withinPercentage(1e-9)));
    });
  }

  private List<String> flags() {
    return List.of(
        "--path.procfs=" + folder,
        "--path.sysfs=" + folder,
        "--path.udev.data=" + folder.resolve("udev"),
        "--collector.cpu",
        "--collector.cpu.info",
        "--collector.cpufreq",
        "--collector.diskstats",
        "--collector.hwmon",
        "--collector.powersupplyclass",
        "--collector.thermal_zone");
  }

  /** Values by labels without those that are empty, which are the same as none. */
  private static Map<String, Double> plain(Family family) {
    Map<String, Double> plain = new TreeMap<>();
    family
        .values()
        .forEach((labels, value) ->
            plain.put(labels.replaceAll("(?<=[{,])\\w+=\"\",?", "").replace(",}", "}"), value));
    return plain;
  }
}
