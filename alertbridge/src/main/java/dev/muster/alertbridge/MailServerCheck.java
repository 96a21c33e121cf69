package dev.muster.alertbridge;

import dev.muster.fleet.Smtp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Goes the way of a mail to its server step by step, up to the log-in: finds the address, connects,
 * and looks at the certificate. It stops at the first step that fails.
 */
public final class MailServerCheck {
  private static final Duration SOON = Duration.ofDays(14);
  private static final int LINES = 100;

  /**
   * One step.
   *
   * @param name {@code resolve}, {@code connect} or {@code TLS}
   * @param words what was found, or why it failed, in one sentence
   */
  public record Step(String name, boolean passed, String words) {}

  private final Smtp smtp;
  private final Duration timeout;
  private final InstantSource clock;
  private final List<Step> steps = new ArrayList<>();

  private MailServerCheck(Smtp smtp, Duration timeout, InstantSource clock) {
    this.smtp = smtp;
    this.timeout = timeout;
    this.clock = clock;
  }

  /**
   * The steps that were gone, the last of which may have failed.
   *
   * @param timeout for the connection and for each answer
   */
  public static List<Step> of(Smtp smtp, Duration timeout, InstantSource clock) {
    var check = new MailServerCheck(smtp, timeout, clock);
    check.run();
    return List.copyOf(check.steps);
  }

  private void run() {
    var address = resolve();
    if (address == null) {
      return;
    }
    try (var socket = new Socket()) {
      if (connect(socket, address) && smtp.security() != Smtp.Security.PLAIN) {
        secure(socket);
      }
    } catch (IOException e) {
      // Closing failed: what was found stands.
    }
  }

  private @Nullable InetAddress resolve() {
    try {
      var address = InetAddress.getByName(smtp.host());
      passed("resolve", smtp.host() + " is " + address.getHostAddress());
      return address;
    } catch (UnknownHostException e) {
      failed("resolve", "there is no host " + smtp.host() + "; is its name right in <smtp>?");
      return null;
    }
  }

  private boolean connect(Socket socket, InetAddress address) {
    try {
      socket.connect(
          new InetSocketAddress(address, smtp.port()), Math.toIntExact(timeout.toMillis()));
      socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
      passed("connect", "port " + smtp.port() + " answers");
      return true;
    } catch (IOException e) {
      failed("connect", "port " + smtp.port() + " does not answer: " + said(e));
      return false;
    }
  }

  private void secure(Socket socket) {
    try {
      if (smtp.security() == Smtp.Security.STARTTLS) {
        startTls(socket);
      }
      var factory = VerifiedTls.trusting(smtp.caFile());
      try (var tls = (SSLSocket) factory.createSocket(socket, smtp.host(), smtp.port(), true)) {
        tls.startHandshake();
        certificate((X509Certificate) tls.getSession().getPeerCertificates()[0]);
      }
    } catch (IOException | IllegalArgumentException e) {
      failed("TLS", said(e));
    }
  }

  private static void startTls(Socket socket) throws IOException {
    var in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    expect(in, "220");
    say(socket, "EHLO localhost");
    expect(in, "250");
    say(socket, "STARTTLS");
    expect(in, "220");
  }

  private static void say(Socket socket, String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static void expect(BufferedReader in, String code) throws IOException {
    for (int i = 0; i < LINES; i++) {
      String line = in.readLine();
      if (line == null) {
        throw new IOException("it broke the connection before TLS began");
      }
      if (!line.startsWith(code)) {
        throw new IOException("it offers no STARTTLS here, it said " + PlainText.line(line, LINES));
      }
      if (line.length() == 3 || line.charAt(3) != '-') {
        return;
      }
    }
    throw new IOException("it says no end of lines before TLS begins");
  }

  private void certificate(X509Certificate certificate) {
    var left = Duration.between(clock.instant(), certificate.getNotAfter().toInstant());
    String words =
        "the certificate of %s is good for another %s"
            .formatted(smtp.host(), TimeText.duration(left.toMillis()));
    passed("TLS", words + (left.compareTo(SOON) < 0 ? ", renew it soon" : ""));
  }

  private static String said(Exception failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return SmtpSender.cause(root, String.valueOf(failure.getMessage()));
  }

  private void passed(String name, String words) {
    steps.add(new Step(name, true, words));
  }

  private void failed(String name, String words) {
    steps.add(new Step(name, false, PlainText.line(words, 300)));
  }
}
