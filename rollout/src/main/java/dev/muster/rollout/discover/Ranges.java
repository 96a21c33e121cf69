package dev.muster.rollout.discover;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Ranges of addresses, separated by commas: {@code 10.1.2.0/24}, {@code 10.1.2.10-10.1.2.90},
 * {@code 10.1.2.10-90}, {@code 2001:db8::/122}, single addresses and host names. The network and
 * broadcast addresses of an IPv4 network are left out.
 */
public final class Ranges {
  /** More addresses than this are not looked at in one run. */
  public static final int MOST = 4096;

  private static final Pattern NAME =
      Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?");
  private static final Pattern NUMERIC =
      Pattern.compile("[0-9./-]+|[0-9A-Fa-f:./-]*:[0-9A-Fa-f:./-]*");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");
  private static final String RIGHT =
      "use 10.1.2.0/24, 10.1.2.10-10.1.2.90, an address, or a host name";

  private Ranges() {}

  /**
   * The hosts of ranges, each once, in their order.
   *
   * @throws DiscoverException if one is no range, or they are more than {@link #MOST}
   */
  public static List<Host> parse(List<String> ranges) {
    var found = new ArrayList<String>();
    for (String all : ranges) {
      for (String part : all.split(",", -1)) {
        String range = part.strip();
        if (range.isEmpty()) {
          throw new DiscoverException("an empty range in \"" + all + "\"; " + RIGHT);
        }
        found.addAll(one(range));
        if (found.size() > MOST) {
          throw tooMany(range);
        }
      }
    }
    return found.stream().distinct().map(Host::at).toList();
  }

  private static DiscoverException tooMany(String range) {
    return new DiscoverException(
        "\"%s\" makes more than %d addresses; give smaller ranges".formatted(range, MOST));
  }

  private static List<String> one(String range) {
    if (!NUMERIC.matcher(range).matches()) {
      if (!NAME.matcher(range).matches()) {
        throw wrong(range);
      }
      return List.of(range);
    }
    int slash = range.indexOf('/');
    int dash = range.indexOf('-');
    if (slash >= 0 && dash >= 0) {
      throw wrong(range);
    }
    if (slash >= 0) {
      return network(range, address(range, range.substring(0, slash)), range.substring(slash + 1));
    }
    if (dash >= 0) {
      byte[] first = address(range, range.substring(0, dash));
      return between(range, first, last(range, first, range.substring(dash + 1)));
    }
    return List.of(text(address(range, range)));
  }

  /** The last part alone may be said of the end. */
  private static byte[] last(String range, byte[] first, String text) {
    if (first.length == 4 && PREFIX.matcher(text).matches()) {
      byte[] last = first.clone();
      int part = Integer.parseInt(text);
      if (part > 255) {
        throw wrong(range);
      }
      last[3] = (byte) part;
      return last;
    }
    return address(range, text);
  }

  private static List<String> network(String range, byte[] address, String bits) {
    int all = address.length * 8;
    if (!PREFIX.matcher(bits).matches() || Integer.parseInt(bits) > all) {
      throw wrong(range);
    }
    int hostBits = all - Integer.parseInt(bits);
    if (hostBits > 12) {
      throw tooMany(range);
    }
    var size = BigInteger.ONE.shiftLeft(hostBits);
    var first = new BigInteger(1, address).shiftRight(hostBits).shiftLeft(hostBits);
    var last = first.add(size).subtract(BigInteger.ONE);
    if (hostBits > 1) {
      first = first.add(BigInteger.ONE); // IPv6: the routers' anycast address
      last = address.length == 4 ? last.subtract(BigInteger.ONE) : last;
    }
    return between(range, bytes(first, address.length), bytes(last, address.length));
  }

  private static List<String> between(String range, byte[] first, byte[] last) {
    var from = new BigInteger(1, first);
    var to = new BigInteger(1, last);
    if (first.length != last.length || to.compareTo(from) < 0) {
      throw new DiscoverException("\"" + range + "\" ends before it begins; " + RIGHT);
    }
    if (to.subtract(from).compareTo(BigInteger.valueOf(MOST)) >= 0) {
      throw tooMany(range);
    }
    var all = new ArrayList<String>();
    for (var at = from; at.compareTo(to) <= 0; at = at.add(BigInteger.ONE)) {
      all.add(text(bytes(at, first.length)));
    }
    return all;
  }

  private static byte[] address(String range, String text) {
    if (text.indexOf(':') < 0 && !IPV4.matcher(text).matches()) {
      throw wrong(range); // Java takes 10.1.2 for 10.1.0.2.
    }
    try {
      return InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException e) {
      throw new DiscoverException("\"" + range + "\" is no range of addresses; " + RIGHT, e);
    }
  }

  private static byte[] bytes(BigInteger number, int length) {
    byte[] raw = number.toByteArray();
    byte[] bytes = new byte[length];
    int take = Math.min(raw.length, length);
    System.arraycopy(raw, raw.length - take, bytes, length - take, take);
    return bytes;
  }

  private static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  private static DiscoverException wrong(String range) {
    return new DiscoverException("\"" + range + "\" is no range of addresses; " + RIGHT);
  }
}
