package dev.muster.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** What belongs to this machine. */
final class LocalAddresses {
  private LocalAddresses() {}

  /** Whether a host name or address is this machine. A name that does not resolve is not. */
  static boolean isLocal(String host) {
    try {
      var address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }

  /** Whether nobody listens on this address of this machine. */
  static boolean isFree(String host, int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Names and addresses this machine is reached by, for its certificate. */
  static List<String> names() {
    var names = new ArrayList<String>(List.of("localhost", "127.0.0.1", "::1"));
    try {
      var host = InetAddress.getLocalHost();
      addOnce(names, host.getHostName());
      addOnce(names, host.getCanonicalHostName());
    } catch (UnknownHostException e) {
      // A machine that cannot resolve its own name is reached by its addresses.
    }
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLinkLocalAddress())
          .map(InetAddress::getHostAddress)
          .forEach(address -> addOnce(names, address.replaceFirst("%.*", "")));
    } catch (SocketException e) {
      // Then the names have to do.
    }
    return List.copyOf(names);
  }

  private static void addOnce(List<String> names, String name) {
    if (!names.contains(name)) {
      names.add(name);
    }
  }
}
