package dev.muster.exporter;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig.TlsServer;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A TLS server's settings in the JDK server's terms, whichever are in force when a connection
 * comes; nothing older than TLS 1.2 is spoken.
 */
final class TlsSetup extends HttpsConfigurator {
  private static final List<String> SAFE = List.of("TLSv1.3", "TLSv1.2");

  /** Settings and what they mean. */
  record Ready(TlsServer tls, SSLContext context) {
    /**
     * Makes the context.
     *
     * @throws ExporterException if only unsafe protocols are wanted
     */
    static Ready of(TlsServer tls) {
      if (SAFE.stream().noneMatch(tls.protocols()::contains)) {
        throw new ExporterException(
            "The web config allows only "
                + tls.protocols()
                + "; TLS12 or TLS13 must be among them.");
      }
      return new Ready(tls, Tls.context(tls));
    }
  }

  private final Supplier<Ready> current;

  /**
   * A setup.
   *
   * @param greeted called by the thread that serves a client when its first message is whole
   */
  TlsSetup(Supplier<Ready> current, Runnable greeted) {
    super(new LiveContext(() -> current.get().context(), greeted));
    this.current = current;
  }

  @Override
  public void configure(HttpsParameters parameters) {
    TlsServer tls = current.get().tls();
    SSLParameters ours = Tls.parameters(tls);
    ours.setProtocols(SAFE.stream().filter(tls.protocols()::contains).toArray(String[]::new));
    parameters.setSSLParameters(ours);
  }
}
