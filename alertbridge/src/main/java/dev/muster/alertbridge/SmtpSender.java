package dev.muster.alertbridge;

import com.sun.mail.smtp.SMTPAddressFailedException;
import com.sun.mail.smtp.SMTPSendFailedException;
import com.sun.mail.smtp.SMTPSenderFailedException;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Smtp;
import java.io.ByteArrayInputStream;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import javax.mail.Address;
import javax.mail.AuthenticationFailedException;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends over SMTP (RFC 5321): the stored bytes as they are, one mail a transaction, several on one
 * connection. TLS, where asked for, is required, with the server's certificate and host name
 * checked.
 *
 * <p>A 5yz reply to the recipient or the message refuses the mail for good, a 4yz one or a
 * connection that broke during the message defers it. What concerns every mail (no connection, no
 * TLS, the log-in refused or missing, the sender refused) makes the server unavailable: someone
 * will mend that.
 */
final class SmtpSender implements MailSender {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int REASON_CHARACTERS = 300;

  private final Smtp smtp;
  private final Session session;
  private @Nullable PatientTransport connection;

  /**
   * A sender that connects when it has something to send.
   *
   * @param authorities PEM file of certificates to trust besides the JDK's own, or null
   * @throws IllegalArgumentException if that file is of no use
   */
  SmtpSender(Smtp smtp, @Nullable Path authorities) {
    this(smtp, authorities, TIMEOUT);
  }

  /**
   * As above.
   *
   * @param timeout how long to wait for a connection and for each reply but the acknowledgement
   */
  SmtpSender(Smtp smtp, @Nullable Path authorities, Duration timeout) {
    this.smtp = smtp;
    this.session = Session.getInstance(properties(smtp, authorities, timeout));
  }

  private static Properties properties(Smtp smtp, @Nullable Path authorities, Duration timeout) {
    var properties = new Properties();
    String millis = Long.toString(timeout.toMillis());
    properties.setProperty("mail.smtp.connectiontimeout", millis);
    properties.setProperty("mail.smtp.timeout", millis);
    properties.setProperty("mail.smtp.writetimeout", millis);
    properties.setProperty("mail.smtp.from", smtp.from());
    properties.setProperty("mail.smtp.auth", Boolean.toString(!smtp.username().isEmpty()));
    switch (smtp.security()) {
      case PLAIN -> {}
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.ssl.socketFactory", VerifiedTls.trusting(authorities));
      }
      case TLS -> {
        properties.setProperty("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.socketFactory", VerifiedTls.trusting(authorities));
      }
    }
    properties.setProperty("mail.smtp.socketFactory.fallback", "false");
    return properties;
  }

  @Override
  public Outcome send(OutgoingMail mail) {
    Address[] recipient;
    MimeMessage message;
    try {
      recipient = new Address[] {new InternetAddress(mail.recipient(), true)};
      var bytes = mail.message().getBytes(StandardCharsets.US_ASCII);
      message = new MimeMessage(session, new ByteArrayInputStream(bytes));
    } catch (MessagingException e) {
      return new Outcome.Refused(reason("the mail cannot be sent", e));
    }
    PatientTransport transport;
    try {
      transport = connected();
    } catch (AuthenticationFailedException e) {
      return new Outcome.Unavailable(reason("log-in refused", e));
    } catch (MessagingException e) {
      return new Outcome.Unavailable(reason("no connection", e));
    }
    try {
      transport.sendMessage(message, recipient);
      return new Outcome.Accepted();
    } catch (MessagingException e) {
      boolean begun = transport.hasBegunMessage();
      pause();
      return judged(e, begun);
    }
  }

  private PatientTransport connected() throws MessagingException {
    var open = connection;
    if (open != null) {
      if (open.isConnected()) {
        return open;
      }
      pause();
    }
    var transport = new PatientTransport(session);
    var password = smtp.password();
    boolean login = !smtp.username().isEmpty();
    transport.connect(
        smtp.host(),
        smtp.port(),
        login ? smtp.username() : null,
        login && password != null ? password.value() : login ? "" : null);
    connection = transport;
    return transport;
  }

  /**
   * A break during the message may be the message's fault, so that others may still get through.
   */
  private Outcome judged(MessagingException failure, boolean messageBegun) {
    Exception cause = failure;
    while (cause != null) {
      switch (cause) {
        case SMTPAddressFailedException refused -> {
          return byCode(refused.getReturnCode(), reason("recipient refused", refused));
        }
        case SMTPSenderFailedException refused -> {
          return new Outcome.Unavailable(reason("sender refused", refused));
        }
        case SMTPSendFailedException refused when isAboutMessage(refused) -> {
          return byCode(refused.getReturnCode(), reason("message refused", refused));
        }
        case MessagingException other -> cause = other.getNextException();
        default -> cause = null;
      }
    }
    String broken = reason("broken off", failure);
    return messageBegun ? new Outcome.Later(broken) : new Outcome.Unavailable(broken);
  }

  /** Whether the reply was to DATA or to the message's end; others are about the session. */
  private static boolean isAboutMessage(SMTPSendFailedException failure) {
    String command = failure.getCommand() == null ? "" : failure.getCommand();
    return failure.getReturnCode() >= 400
        && (command.equals(".") || command.toUpperCase(Locale.ROOT).startsWith("DATA"));
  }

  /**
   * 421 ends the session, 530 asks for a log-in; 4yz is for now, 5yz for good (RFC 5321, 4.2.1).
   */
  private static Outcome byCode(int code, String reason) {
    if (code == 530) {
      return new Outcome.Unavailable(reason);
    }
    if (code >= 500 && code < 600) {
      return new Outcome.Refused(reason);
    }
    return code == 421 ? new Outcome.Unavailable(reason) : new Outcome.Later(reason);
  }

  /** What failed at which server, and the reply or the cause, on one line. */
  private String reason(String what, Exception failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = cause(root, String.valueOf(failure.getMessage()));
    return PlainText.line(
        "%s at %s:%d: %s".formatted(what, smtp.host(), smtp.port(), why), REASON_CHARACTERS);
  }

  /** The mail library wraps the cause in words that name the server again; the cause says more. */
  static String cause(Throwable root, String said) {
    return switch (root) {
      case UnknownHostException _ -> "no such host";
      case SocketTimeoutException _ -> "no answer in time; do port and security go together?";
      case CertPathBuilderException _ ->
          "its certificate is from an authority unknown here; name it in ca-file";
      case SSLException e when String.valueOf(e.getMessage()).contains("SSL message") ->
          "it does not speak TLS at once; use security=\"starttls\" or another port";
      case MessagingException _ -> said.contains("[EOF]") ? "it broke the connection" : said;
      default -> root.getMessage() == null ? said : root.getMessage();
    };
  }

  @Override
  public void pause() {
    var open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (MessagingException e) {
        // The connection is gone either way; every mail's outcome is known already.
      }
    }
  }
}
