package dev.muster.exporter.collector;

/**
 * What a collector is told by one regular expression, in a flag of that name after {@code
 * --collector.}. The defaults are node_exporter's.
 */
public enum Chosen {
  /** Fields of {@code /proc/vmstat} to show. */
  VMSTAT_FIELDS("vmstat.fields", true, "^(oom_kill|pgpg|pswp|pg.*fault).*"),
  /** Fields to show, as {@code Protocol_Field}. */
  NETSTAT_FIELDS(
      "netstat.fields",
      true,
      "^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)"
          + "|Icmp6?_(InMsgs|OutMsgs)|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts)"
          + "|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)"
          + "|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$"),
  /** Network devices that netclass leaves out. */
  NETCLASS_IGNORED("netclass.ignored-devices", false, "^$"),
  /** Power supplies to leave out. */
  POWER_SUPPLIES_IGNORED("powersupply.ignored-supplies", false, "^$"),
  /** Units of systemd to show, by the whole of their names. */
  SYSTEMD_UNITS("systemd.unit-include", true, ".+"),
  /** Units of systemd to leave out, by the whole of their names. */
  SYSTEMD_UNITS_EXCLUDED(
      "systemd.unit-exclude", false, ".+\\.(automount|device|mount|scope|slice)");

  private final String flag;
  private final boolean including;
  private final String usual;

  Chosen(String flag, boolean including, String usual) {
    this.flag = flag;
    this.including = including;
    this.usual = usual;
  }

  public String flag() {
    return flag;
  }

  /**
   * The filter that an expression makes here.
   *
   * @throws IllegalArgumentException if it is no regular expression
   */
  public NameFilter filter(String regex) {
    String found = flag.startsWith("systemd.") ? "^(?:" + regex + ")$" : regex;
    return including ? NameFilter.including(found) : NameFilter.excluding(found);
  }

  NameFilter usual() {
    return filter(usual);
  }
}
