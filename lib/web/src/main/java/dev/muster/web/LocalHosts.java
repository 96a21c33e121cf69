package dev.muster.web;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What this machine is called by others: the names and addresses its certificates are for. */
public final class LocalHosts {
  private static final int MAX_ADDRESSES = 64;
  private static final Path LINUX_HOSTNAME = Path.of("/proc/sys/kernel/hostname");
  private static final Pattern DNS_NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  private LocalHosts() {}

  /** localhost, this host's name (the short one too), its addresses; no DNS server is asked. */
  public static List<String> namesAndAddresses() {
    var all = new LinkedHashSet<String>();
    all.add("localhost");
    addNames(hostname(), all);
    all.add("127.0.0.1");
    all.add("0:0:0:0:0:0:0:1");
    all.addAll(addresses());
    return List.copyOf(all);
  }

  private static void addNames(String hostname, Set<String> names) {
    var name = hostname.strip().toLowerCase(Locale.ROOT);
    if (DNS_NAME.matcher(name).matches()) {
      names.add(name);
      var dot = name.indexOf('.');
      if (dot > 0 && !Character.isDigit(name.charAt(name.length() - 1))) {
        names.add(name.substring(0, dot));
      }
    }
  }

  private static String hostname() {
    try {
      if (Files.isReadable(LINUX_HOSTNAME)) {
        return Files.readString(LINUX_HOSTNAME);
      }
      var windows = System.getenv("COMPUTERNAME");
      return windows != null ? windows : InetAddress.getLocalHost().getHostName();
    } catch (IOException unknown) {
      return "";
    }
  }

  private static List<String> addresses() {
    var addresses = new ArrayList<String>();
    try {
      for (var network : NetworkInterface.networkInterfaces().toList()) {
        network
            .inetAddresses()
            .filter(address -> !address.isLinkLocalAddress())
            .map(LocalHosts::literal)
            .forEach(addresses::add);
      }
    } catch (IOException unknown) {
      return List.of();
    }
    return addresses.size() > MAX_ADDRESSES ? addresses.subList(0, MAX_ADDRESSES) : addresses;
  }

  private static String literal(InetAddress address) {
    var literal = address.getHostAddress();
    var scope = address instanceof Inet6Address ? literal.indexOf('%') : -1;
    return scope < 0 ? literal : literal.substring(0, scope);
  }
}
