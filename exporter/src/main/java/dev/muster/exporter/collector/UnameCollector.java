package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.util.Locale;
import oshi.software.os.OperatingSystem;
import oshi.util.platform.mac.SysctlUtil;

/**
 * The names that the kernel gives itself and the machine. On Windows {@code sysname} is {@code
 * Windows}, {@code release} its name and {@code version} its build; on macOS they are those of
 * Darwin.
 *
 * <pre>
 * # HELP node_uname_info Names of kernel and machine; always 1.
 * # TYPE node_uname_info gauge
 * node_uname_info{domainname="(none)",machine="x86_64",nodename="lab2-01",release="6.1.0-18-amd64",sysname="Linux",version="#1 SMP PREEMPT_DYNAMIC"} 1.0
 * </pre>
 */
final class UnameCollector implements Collector {
  record Reading(
      String sysname,
      String release,
      String version,
      String machine,
      String nodename,
      String domainname) {}

  /** What OSHI says; the kernel's release and version are empty where it has none. */
  record OshiNames(
      String osVersion,
      String build,
      String hostName,
      String domainName,
      String kernelRelease,
      String kernelVersion) {

    static OshiNames read(Os os, OperatingSystem system) {
      var version = system.getVersionInfo();
      var network = system.getNetworkParams();
      boolean darwin = os == Os.MACOS;
      return new OshiNames(
          requireNonNullElse(version.getVersion(), ""),
          requireNonNullElse(version.getBuildNumber(), ""),
          requireNonNullElse(network.getHostName(), ""),
          requireNonNullElse(network.getDomainName(), ""),
          darwin ? SysctlUtil.sysctl("kern.osrelease", "") : "",
          darwin ? SysctlUtil.sysctl("kern.version", "") : "");
    }
  }

  private final Source<Reading> source;

  UnameCollector(Source<Reading> source) {
    this.source = source;
  }

  static UnameCollector of(Machine machine) {
    String machineName = machineName(machine.os(), System.getProperty("os.arch", ""));
    if (machine.os() == Os.LINUX) {
      return new UnameCollector(new Kernel(machine, machineName));
    }
    return new UnameCollector(() ->
        convert(machine.os(), OshiNames.read(machine.os(), machine.oshi().system()), machineName));
  }

  @Override
  public String name() {
    return "uname";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var reading = source.read();
    page.gaugeFamily(
            "node_uname_info",
            "Names of kernel and machine; always 1.",
            "sysname",
            "release",
            "version",
            "machine",
            "nodename",
            "domainname")
        .add(
            1,
            reading.sysname(),
            reading.release(),
            reading.version(),
            reading.machine(),
            reading.nodename(),
            reading.domainname());
  }

  /** What {@code uname -m} says for Java's {@code os.arch}. */
  static String machineName(Os os, String javaArch) {
    return switch (javaArch.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64" -> os == Os.MACOS ? "arm64" : "aarch64";
      case "x86", "i386" -> "i686";
      default -> javaArch;
    };
  }

  /** Windows and macOS. */
  static Reading convert(Os os, OshiNames names, String machine) {
    String domain = names.domainName().isBlank() ? "(none)" : names.domainName();
    return os == Os.MACOS
        ? new Reading(
            "Darwin",
            names.kernelRelease(),
            names.kernelVersion(),
            machine,
            names.hostName(),
            domain)
        : new Reading(
            "Windows", names.osVersion(), names.build(), machine, names.hostName(), domain);
  }

  /** Linux: {@code /proc/sys/kernel}, whose host and domain name alone can change. */
  private static final class Kernel implements Source<Reading> {
    private final ProcFile hostname;
    private final ProcFile domainname;
    private final ProcFile ostype;
    private final ProcFile osrelease;
    private final ProcFile version;
    private final String machine;

    Kernel(Machine from, String machine) {
      hostname = from.proc("sys/kernel/hostname");
      domainname = from.proc("sys/kernel/domainname");
      ostype = from.proc("sys/kernel/ostype");
      osrelease = from.proc("sys/kernel/osrelease");
      version = from.proc("sys/kernel/version");
      this.machine = machine;
    }

    @Override
    public Reading read() throws IOException {
      return new Reading(
          ostype.read().strip(),
          osrelease.read().strip(),
          version.read().strip(),
          machine,
          hostname.read().strip(),
          domainname.read().strip());
    }
  }
}
