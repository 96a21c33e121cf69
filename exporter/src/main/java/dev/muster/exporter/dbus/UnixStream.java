package dev.muster.exporter.dbus;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** A connection to a socket file; all that is done with it has to be over by one moment. */
final class UnixStream implements Closeable {
  private final Path socket;
  private final SocketChannel channel;
  private final Selector selector;
  private final long deadline;

  private UnixStream(Path socket, SocketChannel channel, Selector selector, long deadline) {
    this.socket = socket;
    this.channel = channel;
    this.selector = selector;
    this.deadline = deadline;
  }

  static UnixStream connect(Path socket, Duration patience) throws IOException {
    var address = UnixDomainSocketAddress.of(socket);
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      channel.connect(address);
      Selector selector = Selector.open();
      channel.register(selector, 0);
      return new UnixStream(socket, channel, selector, System.nanoTime() + patience.toNanos());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        await(SelectionKey.OP_WRITE);
      }
    }
  }

  /** Fills the rest of the buffer, in time even where there is always more to read. */
  void read(ByteBuffer bytes) throws IOException {
    long _ = left();
    while (bytes.hasRemaining()) {
      int got = channel.read(bytes);
      if (got < 0) {
        throw new DbusException(socket + " was closed by the other end");
      }
      if (got == 0) {
        await(SelectionKey.OP_READ);
      }
    }
  }

  private void await(int what) throws IOException {
    long left = left();
    for (SelectionKey key : selector.keys()) {
      key.interestOps(what);
    }
    selector.select(left / 1_000_000 + 1);
    selector.selectedKeys().clear();
  }

  /** Nanoseconds. */
  private long left() throws DbusException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new DbusException(socket + " did not answer in time");
    }
    return left;
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      selector.close();
    }
  }
}
