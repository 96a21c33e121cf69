package dev.muster.scraper.ssh;

import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshConnection.Channel;
import dev.muster.ssh.SshException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose other end is a port of the client's own loopback: the address it is told to
 * connect to does not count, the port does. Time limits on reads are the caller's, who closes it.
 */
final class SshSocket extends Socket {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String LOOPBACK_6 = "::1";

  private final KeptConnection kept;
  private final Duration patience;
  private final CompletableFuture<Channel> opened = new CompletableFuture<>();
  private volatile @Nullable Channel channel;
  private volatile @Nullable SshConnection connection;
  private volatile @Nullable InetSocketAddress remote;
  private volatile boolean closed;
  private volatile int timeoutMillis;

  /**
   * One not connected yet.
   *
   * @param patience how long connecting may take, the log-in included
   */
  SshSocket(KeptConnection kept, Duration patience) {
    this.kept = kept;
    this.patience = patience;
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  /** Connects within the patience; closing it meanwhile breaks it off. */
  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    if (!(endpoint instanceof InetSocketAddress address)) {
      throw new SocketException("no address: " + endpoint);
    }
    var opening = Thread.ofVirtual().name("ssh-open").start(() -> open(address.getPort()));
    try {
      channel = opened.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      remote = address;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException told ? told : new IOException(e.getCause());
    } catch (TimeoutException late) {
      throw new SshFailure("no way through within " + patience.toSeconds() + "s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SocketException("interrupted");
    } finally {
      if (channel == null) {
        close();
        opening.interrupt();
      }
    }
  }

  private void open(int port) {
    try {
      var through = kept.get(patience);
      connection = through;
      var made = open(through, port);
      if (!opened.complete(made)) {
        made.close();
      }
    } catch (SshException e) {
      opened.completeExceptionally(new SshFailure(e));
    } catch (IOException | RuntimeException e) {
      opened.completeExceptionally(e);
    } catch (InterruptedException e) {
      opened.completeExceptionally(new SocketException("interrupted"));
    }
  }

  private Channel open(SshConnection through, int port) throws SshException {
    try {
      return through.open(LOOPBACK, port, patience);
    } catch (SshException nobody) {
      if (nobody.kind() != SshException.Kind.FAILED) {
        throw nobody;
      }
      try {
        return through.open(LOOPBACK_6, port, patience);
      } catch (SshException neither) {
        nobody.addSuppressed(neither);
        throw nobody;
      }
    }
  }

  private Channel channel() throws SocketException {
    var open = channel;
    if (open == null || closed) {
      throw new SocketException(closed ? "Socket is closed" : "Socket is not connected");
    }
    return open;
  }

  @Override
  public InputStream getInputStream() throws SocketException {
    return channel().input();
  }

  @Override
  public OutputStream getOutputStream() throws SocketException {
    return channel().output();
  }

  /** Ends it at once; the good-bye is said by another thread. */
  @Override
  public void close() {
    closed = true;
    var open = channel;
    if (open == null && !opened.completeExceptionally(new SocketException("Socket is closed"))) {
      open = opened.isCompletedExceptionally() ? null : opened.join();
    }
    if (open != null) {
      Thread.ofVirtual().name("ssh-channel-close").start(open::close);
    }
  }

  @Override
  public boolean isConnected() {
    return channel != null;
  }

  /** Also where the connection beneath was lost, so that nobody uses it once more. */
  @Override
  public boolean isClosed() {
    var beneath = connection;
    return closed || (channel != null && beneath != null && !beneath.isOpen());
  }

  @Override
  public boolean isBound() {
    return channel != null;
  }

  @Override
  public boolean isInputShutdown() {
    return isClosed();
  }

  @Override
  public boolean isOutputShutdown() {
    return isClosed();
  }

  @Override
  public void shutdownInput() {
    // Closing does it.
  }

  @Override
  public void shutdownOutput() {
    // Closing does it.
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return remote == null ? new InetSocketAddress(0) : remote;
  }

  @Override
  public InetAddress getInetAddress() {
    return remote == null ? InetAddress.getLoopbackAddress() : remote.getAddress();
  }

  @Override
  public int getPort() {
    return remote == null ? 0 : remote.getPort();
  }

  @Override
  public InetAddress getLocalAddress() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public int getLocalPort() {
    return 0;
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Override
  public void setSoTimeout(int timeout) {
    timeoutMillis = timeout;
  }

  @Override
  public int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public int getSoLinger() {
    return -1;
  }

  @Override
  public void setTcpNoDelay(boolean on) {
    // The connection beneath has it already.
  }

  @Override
  public boolean getTcpNoDelay() {
    return true;
  }

  @Override
  public String toString() {
    return "SshSocket[" + remote + "]";
  }
}
