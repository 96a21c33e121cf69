package dev.muster.fleet;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** IPv4 addresses, IPv6 addresses and host names, told apart without asking any name server. */
final class HostAddress {
  private static final String RIGHT =
      "use an IPv4 address such as 10.1.2.1, an IPv6 address such as 2001:db8::1,"
          + " or a host name such as pc1.example.org";
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]{2,39}(\\.[0-9.]{5,11})?");
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final int LONGEST_NAME = 253;

  private HostAddress() {}

  /** The address as it was written. */
  static String parse(String text) throws BadValueException {
    if (text.indexOf(':') >= 0 || text.indexOf('%') >= 0) {
      checkIpv6(text);
    } else if (NUMBER.matcher(text.substring(text.lastIndexOf('.') + 1)).matches()) {
      checkIpv4(text);
    } else {
      checkName(text);
    }
    return text;
  }

  /** One spelling for every way to write the same address. */
  static String canonical(String address) {
    if (address.indexOf(':') >= 0) {
      return InetAddress.ofLiteral(address).getHostAddress();
    }
    return address.toLowerCase(Locale.ROOT);
  }

  /** Whether the address is certainly this machine's own. */
  static boolean isLoopback(String address) {
    if (address.indexOf(':') >= 0 || IPV4.matcher(address).matches()) {
      return InetAddress.ofLiteral(address).isLoopbackAddress();
    }
    return address.equalsIgnoreCase("localhost");
  }

  private static void checkIpv6(String text) throws BadValueException {
    if (text.indexOf('[') >= 0 || text.indexOf('%') >= 0) {
      throw new BadValueException(
          "is not an address", "write the bare IPv6 address, without brackets and zone");
    }
    if (!IPV6.matcher(text).matches()) {
      throw new BadValueException(
          "is not an address", RIGHT + "; ports have attributes of their own");
    }
    checkLiteral(text);
  }

  private static void checkIpv4(String text) throws BadValueException {
    if (!IPV4.matcher(text).matches()) {
      throw new BadValueException("is not an IPv4 address", RIGHT);
    }
    for (String octet : text.split("\\.", -1)) {
      if (Integer.parseInt(octet) > 255 || (octet.length() > 1 && octet.charAt(0) == '0')) {
        throw new BadValueException(
            "is not an IPv4 address", "use four numbers from 0 to 255, without leading zeros");
      }
    }
    checkLiteral(text);
  }

  private static void checkLiteral(String text) throws BadValueException {
    try {
      var address = InetAddress.ofLiteral(text);
      if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
        throw new BadValueException("is no single machine's address", RIGHT);
      }
    } catch (IllegalArgumentException e) {
      throw new BadValueException("is not an address", RIGHT);
    }
  }

  private static void checkName(String text) throws BadValueException {
    if (text.length() > LONGEST_NAME) {
      throw new BadValueException("is longer than a host name may be", RIGHT);
    }
    for (String label : text.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        throw new BadValueException("is not an address", RIGHT);
      }
    }
  }
}
