package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CollectorsTest {
  @ParameterizedTest
  @EnumSource(Os.class)
  void list_isTheSameOnEveryOs(Os os) {
    var machine = Pages.machine(os, CollectorSettings.defaults(os));

    assertThat(dev.muster.exporter.collector.Collectors.all(machine))
        .extracting(Collector::name)
        .containsExactly(
            "arp",
            "bonding",
            "conntrack",
            "cpu",
            "cpufreq",
            "diskstats",
            "dmi",
            "edac",
            "entropy",
            "filefd",
            "filesystem",
            "hwmon",
            "loadavg",
            "mdadm",
            "meminfo",
            "netclass",
            "netdev",
            "netstat",
            "nvme",
            "os",
            "powersupplyclass",
            "pressure",
            "processes",
            "rapl",
            "schedstat",
            "selinux",
            "services",
            "sockstat",
            "softnet",
            "stat",
            "systemd",
            "thermal_zone",
            "time",
            "timex",
            "topprocesses",
            "udp_queues",
            "uname",
            "users",
            "vmstat",
            "textfile");
  }

  @Test
  void os_isKnownByItsJavaName() {
    assertThat(Os.named("Linux")).isEqualTo(Os.LINUX);
    assertThat(Os.named("Windows 11")).isEqualTo(Os.WINDOWS);
    assertThat(Os.named("Mac OS X")).isEqualTo(Os.MACOS);
    assertThatThrownBy(() -> Os.named("FreeBSD"))
        .hasMessage("this is \"FreeBSD\"; the exporter runs on Linux, Windows and macOS");
  }

  @Test
  void filter_findsOrHidesWhatMatches() {
    assertThat(NameFilter.excluding("^lo$").passes("lo")).isFalse();
    assertThat(NameFilter.excluding("^lo$").passes("loop")).isTrue();
    assertThat(NameFilter.including("eth").passes("veth1")).isTrue();
    assertThat(NameFilter.including("^eth").passes("veth1")).isFalse();
    assertThat(NameFilter.excluding("").passes("x")).isTrue();
    assertThat(NameFilter.including("").passes("x")).isTrue();
  }

  @Test
  void filter_badExpressionIsExplained() {
    assertThatThrownBy(() -> NameFilter.excluding("^(lo"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"^(lo\" is no regular expression: Unclosed group at position 4");
  }

  @Test
  void documentation_namesEveryFamily() throws Exception {
    String documentation = Files.readString(Path.of("../docs/metrics.md"));
    Set<String> documented = names(documentation, "(?m)(?<=^\\| .{0,300})`(\\w+)`(?=[^|\n]*\\|)");

    assertThat(documented).isNotEmpty();
    for (Class<?> type : collectorTypes()) {
      assertThat(documented).containsAll(names(Pages.sample(type), "(?m)^# TYPE (\\S+)"));
    }
  }

  private static List<Class<?>> collectorTypes() {
    return Stream.of(
            ArpCollector.class,
            BondingCollector.class,
            ConntrackCollector.class,
            CpuCollector.class,
            CpufreqCollector.class,
            DiskstatsCollector.class,
            DmiCollector.class,
            EdacCollector.class,
            EntropyCollector.class,
            FilefdCollector.class,
            FilesystemCollector.class,
            HwmonCollector.class,
            LoadavgCollector.class,
            MdadmCollector.class,
            NetclassCollector.class,
            NetdevCollector.class,
            NetstatCollector.class,
            NvmeCollector.class,
            OsCollector.class,
            PowersupplyclassCollector.class,
            PressureCollector.class,
            ProcessesCollector.class,
            RaplCollector.class,
            SchedstatCollector.class,
            SelinuxCollector.class,
            ServicesCollector.class,
            SockstatCollector.class,
            SoftnetCollector.class,
            StatCollector.class,
            SystemdCollector.class,
            TextfileCollector.class,
            ThermalZoneCollector.class,
            TimeCollector.class,
            TimexCollector.class,
            TopProcessesCollector.class,
            UdpQueuesCollector.class,
            UnameCollector.class,
            UsersCollector.class,
            VmstatCollector.class)
        .<Class<?>>map(type -> type)
        .toList();
  }

  private static Set<String> names(String text, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    return matcher.results().map(found -> found.group(1)).collect(Collectors.toSet());
  }
}
