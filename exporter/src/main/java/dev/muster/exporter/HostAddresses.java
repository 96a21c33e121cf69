package dev.muster.exporter;

import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * IP addresses of the network interfaces, such as {@code 10.1.2.1/24}.
 *
 * @param byName by the interfaces' names as Java has them, which on Windows are not the collectors'
 * @param byMac by MAC addresses in lower case
 */
record HostAddresses(Map<String, List<String>> byName, Map<String, List<String>> byMac) {
  private static final Logger LOG = LoggerFactory.getLogger(HostAddresses.class);
  private static final HexFormat MAC = HexFormat.ofDelimiter(":");

  /** What the collectors call it on every system. */
  private static final String LOOPBACK = "lo";

  private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

  static HostAddresses read() {
    var addresses = new HostAddresses(new HashMap<>(), new HashMap<>());
    try {
      for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
        addresses.add(each);
      }
    } catch (SocketException e) {
      LOG.debug("msg=\"no network addresses\" reason=\"{}\"", e.getMessage());
    }
    return addresses;
  }

  private void add(NetworkInterface each) throws SocketException {
    List<String> texts = new ArrayList<>();
    for (InterfaceAddress address : each.getInterfaceAddresses()) {
      texts.add(
          plain(address.getAddress().getHostAddress()) + "/" + address.getNetworkPrefixLength());
    }
    byName.put(each.getName(), texts);
    if (each.isLoopback()) {
      byName.putIfAbsent(LOOPBACK, texts);
    }
    byte[] mac = each.getHardwareAddress();
    if (mac != null) {
      byMac.computeIfAbsent(MAC.formatHex(mac), any -> new ArrayList<>()).addAll(texts);
    }
  }

  /** Java's text without the scope and, of IPv6, with the longest row of zeros as {@code ::}. */
  static String plain(String address) {
    String all = address.replaceFirst("%.*", "");
    Matcher zeros = ZEROS.matcher(all);
    int start = 0;
    int end = 0;
    while (zeros.find()) {
      if (zeros.end() - zeros.start() > end - start) {
        start = zeros.start();
        end = zeros.end();
      }
    }
    return end == 0 ? all : all.substring(0, start) + "::" + all.substring(end);
  }

  /** Those of an interface of this name, or else of this MAC address. */
  List<String> of(String name, @Nullable String mac) {
    List<String> named = byName.get(name);
    if (named != null) {
      return named;
    }
    return mac == null ? List.of() : byMac.getOrDefault(mac.toLowerCase(Locale.ROOT), List.of());
  }
}
