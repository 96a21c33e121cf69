package dev.muster.rollout.discover;

import dev.muster.rollout.discover.Answers.Exporter;
import dev.muster.rollout.discover.Answers.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks a host what listens on some ports: an SSH server says so itself, an exporter shows a page.
 * Nothing is sent but a request for that page; each step is bounded in time.
 */
final class Probe {
  static final int SSH_PORT = 22;

  private static final int MOST_PAGE_BYTES = 1 << 20;
  private static final Pattern SSH = Pattern.compile("SSH-[0-9.]+-([ -~]{1,80}).*");
  private static final Pattern OURS =
      Pattern.compile("(?m)^node_exporter_build_info\\{[^}]*tags=\"muster\"");
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^[a-zA-Z_:][a-zA-Z0-9_:]*(\\{[^\\n]*\\})? [-+0-9NI][^\\n]*$");

  private final List<Integer> ports;
  private final Duration timeout;
  private final OkHttpClient http;

  /**
   * A probe.
   *
   * @param ports 22 for SSH, all others for exporters, the likelier first
   * @param timeout of a connection; an answer has twice that
   */
  Probe(List<Integer> ports, Duration timeout) {
    this.ports = List.copyOf(ports);
    this.timeout = timeout;
    this.http =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .followRedirects(false)
            .followSslRedirects(false)
            .proxy(Proxy.NO_PROXY)
            .retryOnConnectionFailure(false)
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .callTimeout(timeout.multipliedBy(2))
            .build();
  }

  Answers ask(Host host) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host.address());
    } catch (UnknownHostException e) {
      return new Answers(true, false, "", null);
    }
    int sshPort = host.login().port() > 0 ? host.login().port() : SSH_PORT;
    String ssh = ports.contains(SSH_PORT) ? ssh(address, sshPort) : "";
    return new Answers(true, true, ssh, exporter(address));
  }

  private String ssh(InetAddress address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), millis());
      socket.setSoTimeout(millis());
      byte[] said = new byte[255];
      int length = 0;
      while (length < said.length) {
        int read = socket.getInputStream().read(said, length, said.length - length);
        if (read < 0) {
          break;
        }
        length += read;
        var match =
            SSH.matcher(
                new String(said, 0, length, StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse(""));
        if (new String(said, 0, length, StandardCharsets.US_ASCII).indexOf('\n') >= 0) {
          return match.matches() ? match.group(1).strip() : "";
        }
      }
      return "";
    } catch (IOException silent) {
      return "";
    }
  }

  private int millis() {
    return Math.toIntExact(timeout.toMillis());
  }

  private @Nullable Exporter exporter(InetAddress address) {
    for (int port : ports) {
      if (port == SSH_PORT || !listens(address, port)) {
        continue;
      }
      var found = page(address, port, true);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private boolean listens(InetAddress address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), millis());
      return true;
    } catch (IOException silent) {
      return false;
    }
  }

  /** HTTPS first; what speaks no TLS is asked over plain HTTP. */
  private @Nullable Exporter page(InetAddress address, int port, boolean https) {
    var seen = new SeenCertificate();
    var url =
        new HttpUrl.Builder()
            .scheme(https ? "https" : "http")
            .host(address.getHostAddress())
            .port(port)
            .addPathSegment("metrics")
            .build();
    var request = new Request.Builder().url(url).header("User-Agent", "Muster").build();
    var client = https ? seen.with(http) : http;
    try (var response = client.newCall(request).execute()) {
      var kind =
          switch (response.code()) {
            case 200 -> kind(response.peekBody(MOST_PAGE_BYTES).string());
            case 401, 403 -> Kind.LOCKED;
            default -> null;
          };
      return kind == null ? null : new Exporter(kind, port, https, seen.sha256());
    } catch (SSLException e) {
      if (https && wantsCertificate(e)) {
        return new Exporter(Kind.CERTIFICATE, port, true, seen.sha256());
      }
      return https && seen.sha256().isEmpty() ? page(address, port, false) : null;
    } catch (IOException silent) {
      // Some end a connection where others send an alert; a certificate seen tells TLS.
      return https && !seen.sha256().isEmpty()
          ? new Exporter(Kind.CERTIFICATE, port, true, seen.sha256())
          : https ? page(address, port, false) : null;
    } finally {
      client.connectionPool().evictAll();
    }
  }

  private static boolean wantsCertificate(SSLException e) {
    String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return said.contains("certificate_required")
        || said.contains("bad_certificate")
        || said.contains("handshake_failure");
  }

  /** What serves a page, by the metrics each names itself with; null where it is no page. */
  static @Nullable Kind kind(String page) {
    if (OURS.matcher(page).find()) {
      return Kind.MUSTER;
    }
    if (page.contains("\nnode_exporter_build_info") || page.contains("\nnode_cpu_seconds_total")) {
      return Kind.NODE_EXPORTER;
    }
    if (page.contains("\nwindows_exporter_build_info") || page.contains("\nwindows_cpu_")) {
      return Kind.WINDOWS_EXPORTER;
    }
    return SAMPLE.matcher(page).find() ? Kind.OTHER : null;
  }
}
