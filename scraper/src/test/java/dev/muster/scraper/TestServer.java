package dev.muster.scraper;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.muster.web.Identity;
import dev.muster.web.Tls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import okhttp3.tls.HeldCertificate;

/** A real server on loopback. */
final class TestServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private TestServer(HttpServer server, HttpHandler handler) {
    this.server = server;
    server.createContext("/", handler);
    server.setExecutor(threads);
    server.start();
  }

  static TestServer http(HttpHandler handler) throws IOException {
    return new TestServer(HttpServer.create(anyPort(), 0), handler);
  }

  static TestServer https(Identity identity, HttpHandler handler) throws IOException {
    return https(identity, List.of(), handler);
  }

  /** Wants clients with a certificate of these authorities, if there are any. */
  static TestServer https(Identity identity, List<X509Certificate> authorities, HttpHandler handler)
      throws IOException {
    var server = HttpsServer.create(anyPort(), 0);
    var context = Tls.context(identity, Tls.trusting(authorities));
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            var wanted = context.getDefaultSSLParameters();
            wanted.setNeedClientAuth(!authorities.isEmpty());
            parameters.setSSLParameters(wanted);
          }
        });
    return new TestServer(server, handler);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  static Identity identity(HeldCertificate held) {
    return new Identity(held.keyPair().getPrivate(), List.of(held.certificate()));
  }

  /** Answers each request with the same page. */
  static HttpHandler page(String page) {
    return exchange -> answer(exchange, 200, page);
  }

  static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  static byte[] gzip(byte[] plain) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    return packed.toByteArray();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
