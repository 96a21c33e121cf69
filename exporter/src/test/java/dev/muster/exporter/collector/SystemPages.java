package dev.muster.exporter.collector;

import dev.muster.exporter.collector.MeminfoCollector.OshiMemory;
import dev.muster.exporter.collector.OsCollector.OshiOs;
import dev.muster.exporter.collector.OshiDisks.OshiDisk;
import dev.muster.exporter.collector.OshiFilesystems.OshiStore;
import dev.muster.exporter.collector.OshiNetclass.OshiInterface;
import dev.muster.exporter.collector.OshiNetworks.OshiNetwork;
import dev.muster.exporter.collector.StatCollector.OshiStat;
import dev.muster.exporter.collector.UnameCollector.OshiNames;
import dev.muster.exporter.collector.WindowsDiskTimes.Raw;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import oshi.hardware.NetworkIF.IfOperStatus;
import oshi.software.os.InternetProtocolStats.TcpStats;
import oshi.software.os.InternetProtocolStats.UdpStats;

/**
 * The default pages of Windows and macOS, from numbers such as their sources tell them: a PC with
 * two CPUs, one disk and one network interface.
 */
public final class SystemPages {
  private static final Instant NOW = Instant.ofEpochSecond(1_795_256_356);
  private static final Instant START = Instant.ofEpochSecond(1_795_200_000);
  private static final long GIB = 1L << 30;
  private static final NameFilter ALL = NameFilter.excluding("");

  private SystemPages() {}

  /** Windows' page, text 0.0.4. */
  public static String windows() throws Exception {
    return windows(CollectorSettings.defaults(Os.WINDOWS));
  }

  /** macOS's page, text 0.0.4. */
  public static String macos() throws Exception {
    return macos(CollectorSettings.defaults(Os.MACOS));
  }

  /** Windows' page with disks and the system drive named as Linux would. */
  public static String windowsWithLinuxNames() throws Exception {
    return windows(withLinuxNames(Os.WINDOWS));
  }

  /** macOS's page with disks named as Linux would. */
  public static String macosWithLinuxNames() throws Exception {
    return macos(withLinuxNames(Os.MACOS));
  }

  private static CollectorSettings withLinuxNames(Os os) {
    return CollectorSettings.defaults(os).withOtherSystems(new OtherSystems(true, false));
  }

  private static String windows(CollectorSettings settings) throws Exception {
    boolean linuxNames = settings.otherSystems().linuxNames();
    List<Collector> collectors = common(Os.WINDOWS);
    var disk = new OshiDisk("\\\\.\\PHYSICALDRIVE0", "SSD X", "42", 900, 9000, 80, 800, 1, 700);
    var times = new WindowsDiskTimes(() -> List.of(new Raw("0 C:", 5, 9, 3, 1)));
    collectors.add(disks(OshiDisks.convert(Os.WINDOWS, linuxNames, List.of(disk), times.read())));
    var store = new OshiStore("v", "C:\\", "NTFS", "rw", 500 * GIB, 200 * GIB, 190 * GIB, 0, 0);
    var stores = OshiFilesystems.convert(Os.WINDOWS, settings, "C:", List.of(store));
    collectors.add(new FilesystemCollector(() -> stores));
    collectors.add(new MeminfoCollector(new WindowsMemory(SystemPages::memory, windowsLists())));
    Map<WindowsPaging.Counter, Long> paging = new EnumMap<>(WindowsPaging.Counter.class);
    for (var counter : WindowsPaging.Counter.values()) {
      paging.put(counter, 1000L);
    }
    collectors.add(new VmstatCollector(new WindowsPaging(() -> paging)));
    collectors.add(stat(new OshiStat(START, 7_000_000, 3_000_000, 2L)));
    var network = new OshiNetwork("eth_1", "Ethernet", 9000, 8000, 90L, 80L, 1, 2, 3, 4);
    collectors.add(networks(Os.WINDOWS, network));
    var lan = new OshiInterface("eth_1", "Ethernet", "02:00", IfOperStatus.UP, 1500, 1_000_000_000);
    collectors.add(
        new NetclassCollector(() -> OshiNetclass.convert(Os.WINDOWS, ALL, List.of(lan))));
    collectors.add(os(Os.WINDOWS, new OshiOs("Windows", "11", "Pro", "22631")));
    collectors.add(uname(Os.WINDOWS, new OshiNames("11", "22631", "PC-1", "", "", "")));
    return page(collectors);
  }

  private static String macos(CollectorSettings settings) throws Exception {
    boolean linuxNames = settings.otherSystems().linuxNames();
    List<Collector> collectors = common(Os.MACOS);
    var disk = new OshiDisk("disk0", "APPLE SSD", "42", 900, 9000, 80, 800, 0, 700);
    collectors.add(disks(OshiDisks.convert(Os.MACOS, linuxNames, List.of(disk), Map.of())));
    var store =
        new OshiStore("/dev/disk1s1", "/", "apfs", "ro", 500 * GIB, 200 * GIB, 190 * GIB, 9, 8);
    var stores = OshiFilesystems.convert(Os.MACOS, settings, "", List.of(store));
    collectors.add(new FilesystemCollector(() -> stores));
    var vm = new MacVm(16_384, 10, 20, 30, 40, 50, 60, 70, 5, 1000, 100, 3, 4);
    collectors.add(new MeminfoCollector(new MacMemory(SystemPages::memory, () -> vm)));
    collectors.add(new VmstatCollector(() -> VmstatCollector.convert(vm)));
    collectors.add(stat(new OshiStat(START, 0, 0, null)));
    collectors.add(new LoadavgCollector(() -> new LoadavgCollector.Reading(1.5, 1.2, 1), true));
    var network = new OshiNetwork("en0", "", 9000, 8000, 90L, 80L, 1, 2, 3, 0);
    collectors.add(networks(Os.MACOS, network));
    var lan = new OshiInterface("en0", "", "02:00", IfOperStatus.UNKNOWN, 1500, 1_000_000_000);
    collectors.add(new NetclassCollector(() -> OshiNetclass.convert(Os.MACOS, ALL, List.of(lan))));
    collectors.add(os(Os.MACOS, new OshiOs("macOS", "14.5", "Sonoma", "23F79")));
    collectors.add(
        uname(Os.MACOS, new OshiNames("14.5", "23F79", "mac-1", "lan", "23.5.0", "Darwin 23")));
    return page(collectors);
  }

  /** What both have alike. */
  private static List<Collector> common(Os os) {
    List<Collector> collectors = new ArrayList<>();
    long[][] ticks = {{10, 2, 30, 400, 0, 5, 6, 0}, {11, 2, 31, 401, 0, 5, 6, 0}};
    collectors.add(new CpuCollector(() -> CpuCollector.fromTicks(os, ticks)));
    long[] rates = {2_400_000_000L, 2_500_000_000L};
    collectors.add(new CpufreqCollector(() -> CpufreqCollector.convert(rates, 3_700_000_000L)));
    collectors.add(new FilefdCollector(() -> FilefdCollector.convert(os, 70_000, 16_777_216)));
    var tcp = new TcpStats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    var udp = new UdpStats(1, 2, 3, 4);
    var fields = new FieldFamilies(Chosen.NETSTAT_FIELDS.usual(), "node_netstat_");
    var netstat = new OshiNetstat.Reading(tcp, tcp, udp, udp);
    collectors.add(new NetstatCollector(() -> OshiNetstat.convert(os, netstat, fields)));
    collectors.add(
        new TimeCollector(() -> TimeCollector.read(() -> NOW, ZoneOffset.UTC, List::of)));
    collectors.add(new UsersCollector(() -> List.of("ann", "ann", "bob")));
    collectors.add(TextfileCollector.of(Pages.machine(os, CollectorSettings.defaults(os))));
    return collectors;
  }

  private static Collector disks(DiskstatsCollector.Reading reading) {
    return new DiskstatsCollector(
        () -> reading, ALL, new UdevDisks(Path.of("/nowhere"), () -> NOW));
  }

  private static Collector stat(OshiStat stat) {
    return new StatCollector(() -> StatCollector.convert(stat));
  }

  private static Collector networks(Os os, OshiNetwork network) {
    return new NetdevCollector(() -> OshiNetworks.convert(os, List.of(network)), ALL);
  }

  private static Collector os(Os os, OshiOs said) {
    return new OsCollector(() -> OsCollector.convert(os, said));
  }

  private static Collector uname(Os os, OshiNames said) {
    return new UnameCollector(() -> UnameCollector.convert(os, said, "x86_64"));
  }

  private static OshiMemory memory() {
    return new OshiMemory(16 * GIB, 5 * GIB, 4 * GIB, GIB, 20 * GIB, 9 * GIB);
  }

  private static Supplier<Map<WindowsMemory.Counter, Long>> windowsLists() {
    Map<WindowsMemory.Counter, Long> lists = new EnumMap<>(WindowsMemory.Counter.class);
    for (var counter : WindowsMemory.Counter.values()) {
      lists.put(counter, GIB);
    }
    return () -> lists;
  }

  private static String page(List<Collector> collectors) throws Exception {
    var page = new MetricPage();
    for (Collector collector : collectors) {
      collector.collect(page);
    }
    return Pages.text(page);
  }
}
