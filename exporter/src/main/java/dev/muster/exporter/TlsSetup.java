package dev.muster.exporter;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig.TlsServer;
import java.util.List;
import javax.net.ssl.SSLParameters;

/** A TLS server's settings in the JDK server's terms; nothing older than TLS 1.2 is spoken. */
final class TlsSetup extends HttpsConfigurator {
  private static final List<String> SAFE = List.of("TLSv1.3", "TLSv1.2");

  private final TlsServer tls;
  private final String[] protocols;

  /**
   * A setup.
   *
   * @throws ExporterException if only unsafe protocols are wanted
   */
  TlsSetup(TlsServer tls) {
    super(Tls.context(tls));
    this.tls = tls;
    this.protocols = SAFE.stream().filter(tls.protocols()::contains).toArray(String[]::new);
    if (protocols.length == 0) {
      throw new ExporterException(
          "The web config allows only " + tls.protocols() + "; TLS12 or TLS13 must be among them.");
    }
  }

  @Override
  public void configure(HttpsParameters parameters) {
    SSLParameters ours = Tls.parameters(tls);
    ours.setProtocols(protocols.clone());
    parameters.setSSLParameters(ours);
  }
}
