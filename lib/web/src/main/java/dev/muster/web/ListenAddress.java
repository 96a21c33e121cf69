package dev.muster.web;

import java.net.InetSocketAddress;

/**
 * Where a program listens, as {@code HOST:PORT} or {@code :PORT} (every address); an IPv6 address
 * stands in brackets.
 *
 * @param host "" for every address
 * @param port 0 (any free one) to 65535
 */
public record ListenAddress(String host, int port) {
  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException saying what would be right
   */
  public static ListenAddress parse(String text) {
    throw new UnsupportedOperationException(text);
  }

  public InetSocketAddress toSocketAddress() {
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }
}
