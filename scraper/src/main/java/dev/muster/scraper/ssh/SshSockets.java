package dev.muster.scraper.ssh;

import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import javax.net.SocketFactory;

/** Makes sockets to the loopback of one client. */
final class SshSockets extends SocketFactory {
  private final KeptConnection kept;
  private final Duration patience;

  SshSockets(KeptConnection kept, Duration patience) {
    this.kept = kept;
    this.patience = patience;
  }

  @Override
  public Socket createSocket() {
    return new SshSocket(kept, patience);
  }

  @Override
  public Socket createSocket(String host, int port) throws SocketException {
    throw unconnectedOnly();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws SocketException {
    throw unconnectedOnly();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws SocketException {
    throw unconnectedOnly();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws SocketException {
    throw unconnectedOnly();
  }

  private static SocketException unconnectedOnly() {
    return new SocketException("sockets are made first and connected then");
  }
}
