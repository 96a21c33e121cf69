package dev.muster.exporter;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context that is, for each connection, whichever context is in force when it comes. With a
 * new one sessions begin anew, so that no client goes on by what an old one had accepted.
 */
final class LiveContext extends SSLContext {
  /**
   * A context.
   *
   * @param greeted called by the thread that serves a client when its first message is whole
   */
  LiveContext(Supplier<SSLContext> current, Runnable greeted) {
    super(new Spi(current, greeted), current.get().getProvider(), current.get().getProtocol());
  }

  private static final class Spi extends SSLContextSpi {
    private final Supplier<SSLContext> current;
    private final Runnable greeted;

    Spi(Supplier<SSLContext> current, Runnable greeted) {
      this.current = current;
      this.greeted = greeted;
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trust,
        @Nullable SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("this context stands for others, which are ready");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return current.get().getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return current.get().getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return new PlainHttpEngine(current.get().createSSLEngine(), greeted);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return new PlainHttpEngine(current.get().createSSLEngine(host, port), greeted);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return current.get().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return current.get().getClientSessionContext();
    }
  }
}
