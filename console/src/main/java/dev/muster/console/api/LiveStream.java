package dev.muster.console.api;

import dev.muster.server.Principal;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;

/** One listener and what waits for it, which is little: one that does not keep up is let go. */
final class LiveStream {
  private static final int MOST_WAITING = 64;
  private static final byte[] END = {};

  private final Principal principal;
  private final BooleanSupplier session;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private volatile boolean ended;

  LiveStream(Principal principal, BooleanSupplier session) {
    this.principal = principal;
    this.session = session;
  }

  Principal principal() {
    return principal;
  }

  /** Hands a message on, or ends the stream where too many wait or nobody is logged in any more. */
  void send(byte[] message) {
    if (!session.getAsBoolean() || !waiting.offer(message)) {
      end();
    }
  }

  void end() {
    ended = true;
    waiting.clear();
    var _ = waiting.offer(END);
  }

  boolean isEnded() {
    return ended;
  }

  /**
   * Writes what is sent until the stream ends.
   *
   * @throws IOException where the other side is gone
   */
  void pump(OutputStream out) throws IOException, InterruptedException {
    var batch = new ArrayList<byte[]>();
    while (!ended) {
      batch.add(waiting.take());
      waiting.drainTo(batch);
      for (byte[] message : batch) {
        out.write(message);
      }
      out.flush();
      batch.clear();
    }
  }
}
