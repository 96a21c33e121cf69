package dev.muster.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Hands on at most so many bytes of a request's body; more fails with 413.
 *
 * <p>Before that answer, and before any other given early (401, 403), the rest that the client is
 * still sending is read and thrown away: a connection closed over unread bytes is reset, and a
 * reset takes the answer from the client before it has read it. At most 16 MiB and 2 s of it; a
 * client that asked by {@code Expect} sends none.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-9.6">RFC 9112, 9.6: Tear-down</a>
 */
final class BodyLimit extends Handler.Wrapper {
  private static final long MAX_REST_BYTES = 16L << 20;
  private static final long MAX_REST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final long maxBytes;

  BodyLimit(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return super.handle(new Limited(request, maxBytes), response, callback);
  }

  private static final class Limited extends Request.Wrapper {
    private final long maxBytes;
    private long bytes;
    private long restEnds;
    private @Nullable Throwable tooLarge;

    Limited(Request request, long maxBytes) {
      super(request);
      this.maxBytes = maxBytes;
    }

    @Override
    public Content.@Nullable Chunk read() {
      while (tooLarge == null) {
        var chunk = getWrapped().read();
        if (chunk == null || Content.Chunk.isFailure(chunk)) {
          return chunk;
        }
        bytes += chunk.remaining();
        if (bytes <= maxBytes) {
          return chunk;
        }
        chunk.release();
        if (chunk.isLast() || restIsOver()) {
          tooLarge = new HttpException.RuntimeException(HttpStatus.PAYLOAD_TOO_LARGE_413);
        }
      }
      return Content.Chunk.from(tooLarge, true);
    }

    /** Waits for the rest of the body; false where it is too long or too slow. */
    @Override
    public boolean consumeAvailable() {
      while (!restIsOver() && !getHeaders().contains(HttpHeader.EXPECT)) {
        var chunk = getWrapped().read();
        if (chunk == null) {
          if (!more()) {
            break;
          }
          continue;
        }
        if (Content.Chunk.isFailure(chunk)) {
          break;
        }
        bytes += chunk.remaining();
        chunk.release();
        if (chunk.isLast()) {
          return true;
        }
      }
      return super.consumeAvailable();
    }

    private boolean restIsOver() {
      var now = System.nanoTime();
      if (restEnds == 0) {
        restEnds = now + MAX_REST_NANOS;
      }
      return bytes - maxBytes > MAX_REST_BYTES || restEnds - now < 0;
    }

    /** Whether more of the body has come within the time; requests run on virtual threads. */
    private boolean more() {
      var come = new CountDownLatch(1);
      getWrapped().demand(come::countDown);
      try {
        return come.await(restEnds - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
