package dev.muster.exporter.collector;

import java.time.InstantSource;
import java.util.List;

/** The one list of what the exporter can read of a machine. */
public final class Collectors {
  private Collectors() {}

  /** All collectors, for this machine's operating system and by its clock. */
  public static List<Collector> all(CollectorSettings settings) {
    return all(settings, InstantSource.system());
  }

  public static List<Collector> all(CollectorSettings settings, InstantSource clock) {
    return all(new Machine(Os.current(), settings, clock, new Oshi()));
  }

  static List<Collector> all(Machine machine) {
    return List.of(
        ArpCollector.of(machine),
        BondingCollector.of(machine),
        ConntrackCollector.of(machine),
        CpuCollector.of(machine),
        CpufreqCollector.of(machine),
        DiskstatsCollector.of(machine),
        DmiCollector.of(machine),
        EdacCollector.of(machine),
        EntropyCollector.of(machine),
        FilefdCollector.of(machine),
        FilesystemCollector.of(machine),
        HwmonCollector.of(machine),
        LoadavgCollector.of(machine),
        MdadmCollector.of(machine),
        MeminfoCollector.of(machine),
        NetclassCollector.of(machine),
        NetdevCollector.of(machine),
        NetstatCollector.of(machine),
        NvmeCollector.of(machine),
        OsCollector.of(machine),
        PowersupplyclassCollector.of(machine),
        PressureCollector.of(machine),
        ProcessesCollector.of(machine),
        RaplCollector.of(machine),
        SchedstatCollector.of(machine),
        SelinuxCollector.of(machine),
        ServicesCollector.of(machine),
        SockstatCollector.of(machine),
        SoftnetCollector.of(machine),
        StatCollector.of(machine),
        SystemdCollector.of(machine),
        ThermalZoneCollector.of(machine),
        TimeCollector.of(machine),
        TimexCollector.of(machine),
        TopProcessesCollector.of(machine),
        UdpQueuesCollector.of(machine),
        UnameCollector.of(machine),
        UsersCollector.of(machine),
        VmstatCollector.of(machine),
        // The last, so that a file cannot take another collector's families away.
        TextfileCollector.of(machine));
  }
}
