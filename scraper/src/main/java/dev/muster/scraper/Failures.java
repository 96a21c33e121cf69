package dev.muster.scraper;

import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.scraper.ssh.SshFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Says why a request to a client failed, in one sentence. */
final class Failures {
  private Failures() {}

  static ScrapeException of(IOException failure, Client client, ScrapeSettings settings) {
    return new ScrapeException(reason(failure, client, settings), failure);
  }

  private static String reason(IOException failure, Client client, ScrapeSettings settings) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UntrustedCertificateException untrusted) {
        return String.valueOf(untrusted.getMessage());
      }
      if (t instanceof SshFailure ssh) {
        return Wording.foreign(String.valueOf(ssh.getMessage()));
      }
    }
    if (message(failure).startsWith("unexpected end of stream")) {
      return failure instanceof ProtocolException
          ? "ended its answer early"
          : "closed the connection without an answer" + hint(client);
    }
    return switch (failure) {
      case UnknownHostException _ -> "host \"" + client.ip() + "\" is not found";
      case InterruptedIOException _ ->
          "no whole answer within " + Wording.duration(settings.timeout());
      case SSLPeerUnverifiedException _ ->
          "its certificate names neither " + client.ip() + " nor " + client.name();
      case SSLException _ -> tls(message(failure));
      case ConnectException _, NoRouteToHostException _ ->
          "cannot connect to " + client.instance() + ": " + connect(message(failure), failure);
      case ZipException _ -> "its gzip body is damaged";
      case ProtocolException _ -> "answers with something that is not HTTP";
      case EOFException _ -> "ended its answer early";
      case SocketException _ -> "broke the connection" + hint(client);
      default -> Wording.foreign(message(failure));
    };
  }

  /**
   * Servers of TLS hang up on those who do not speak it; some say no more to wrong certificates.
   */
  private static String hint(Client client) {
    return client.exporter().https()
        ? "; it may not accept this server's certificate"
        : "; if it serves HTTPS leave exporter-scheme=\"http\" out";
  }

  private static String message(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  private static String connect(String message, IOException failure) {
    @Nullable Throwable cause = failure.getCause();
    String text = (cause == null ? message : message(cause)).toLowerCase(Locale.ROOT);
    return Wording.foreign(text);
  }

  private static String tls(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("unrecognized ssl message") || lower.contains("plaintext connection")) {
      return "does not speak TLS; if it serves plain HTTP put exporter-scheme=\"http\" on the client";
    }
    if (lower.contains("certificate_required")
        || lower.contains("bad_certificate")
        || lower.contains("unknown_ca")) {
      return "does not accept this server's certificate";
    }
    return "TLS failed: " + Wording.foreign(message);
  }
}
