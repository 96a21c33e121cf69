package dev.muster.web;

import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * Where a program listens, as {@code HOST:PORT} or {@code :PORT} (every address); an IPv6 address
 * stands in brackets.
 *
 * @param host "" for every address; an IPv6 address without its brackets
 * @param port 0 (any free one) to 65535
 */
public record ListenAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(\\[([0-9A-Fa-f:.%\\w]+)]|[^:\\[\\]]*):(\\d{1,5})");
  private static final Pattern HOST = Pattern.compile("[\\w.-]{0,253}");

  public ListenAddress {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException saying what would be right
   */
  public static ListenAddress parse(String text) {
    var form = FORM.matcher(text);
    if (text.length() > 300 || !form.matches()) {
      throw unusable(text, "write HOST:PORT, [IPV6]:PORT, or :PORT for every address");
    }
    var port = Integer.parseInt(form.group(3));
    if (port > 65535) {
      throw unusable(text, "a port is between 0 and 65535");
    }
    var ipv6 = form.group(2);
    if (ipv6 != null) {
      if (ipv6.indexOf(':') < 0) {
        throw unusable(text, "only an IPv6 address stands in brackets");
      }
      return new ListenAddress(ipv6, port);
    }
    if (!HOST.matcher(form.group(1)).matches()) {
      throw unusable(text, "a host has letters, digits, '.' and '-' only");
    }
    return new ListenAddress(form.group(1), port);
  }

  private static IllegalArgumentException unusable(String text, String right) {
    var shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return new IllegalArgumentException("'" + shown + "' is no listen address; " + right);
  }

  public InetSocketAddress toSocketAddress() {
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
