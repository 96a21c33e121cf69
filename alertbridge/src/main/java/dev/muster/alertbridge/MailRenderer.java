package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import org.apache.commons.mail.EmailException;
import org.apache.commons.mail.HtmlEmail;

/**
 * Turns a mail's words into the message that is stored and sent: RFC 5322, text with an HTML
 * alternative, all ASCII. Message ids are worked out from what the mail is about, so that rendering
 * the same event again gives the same id.
 *
 * @param from the sender's address
 */
record MailRenderer(String from) {
  private static final Session SESSION = Session.getInstance(new Properties());

  /** No message could be made, as an address is none. */
  static final class UnrenderableException extends Exception {
    private static final long serialVersionUID = 1;

    UnrenderableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Renders.
   *
   * @param about what the mail is about; with the recipient it gives the Message-ID
   * @param replyTo what the mail is answered to belongs to, or the same as {@code about} for none
   * @param headers further ones, values on one line
   */
  OutgoingMail render(
      MailContent content,
      String recipient,
      String about,
      String replyTo,
      Map<String, String> headers,
      Instant date)
      throws UnrenderableException {
    String id = messageId(about, recipient);
    try {
      var email = new FixedIdEmail(id);
      email.setMailSession(SESSION);
      email.setCharset(StandardCharsets.UTF_8.name());
      email.setFrom(from, "Muster");
      email.addTo(recipient);
      email.setSubject(content.subject());
      email.setSentDate(Date.from(date));
      email.setTextMsg(crlf(content.text()));
      email.setHtmlMsg(crlf(content.html()));
      email.addHeader("Auto-Submitted", "auto-generated");
      email.addHeader("List-Id", "Muster <alerts.muster." + domain() + ">");
      if (!replyTo.equals(about)) {
        email.addHeader("In-Reply-To", messageId(replyTo, recipient));
        email.addHeader("References", messageId(replyTo, recipient));
      }
      headers.forEach(email::addHeader);
      email.buildMimeMessage();
      return new OutgoingMail(
          id, recipient, content.subject(), content.text(), text(email.getMimeMessage()));
    } catch (EmailException | MessagingException | IOException | RuntimeException e) {
      throw new UnrenderableException(
          "no mail from %s to %s can be made: %s".formatted(from, recipient, e.getMessage()), e);
    }
  }

  /** Lines as they go over the wire, so that what is stored is what is sent. */
  private static String crlf(String lines) {
    return lines.replace("\n", "\r\n");
  }

  private static String text(MimeMessage message) throws MessagingException, IOException {
    message.saveChanges();
    var bytes = new ByteArrayOutputStream(4096);
    message.writeTo(bytes);
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  private String messageId(String about, String recipient) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest((about + '\n' + recipient).getBytes(StandardCharsets.UTF_8));
      return "<muster." + HexFormat.of().formatHex(hash, 0, 16) + "@" + domain() + ">";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private String domain() {
    String domain = from.substring(from.lastIndexOf('@') + 1);
    return domain.matches("[A-Za-z0-9.-]+") ? domain : "localhost";
  }

  /** A mail whose message keeps the id it was given. */
  private static final class FixedIdEmail extends HtmlEmail {
    private final String id;

    FixedIdEmail(String id) {
      this.id = id;
    }

    @Override
    protected MimeMessage createMimeMessage(Session session) {
      return new MimeMessage(session) {
        @Override
        protected void updateMessageID() throws MessagingException {
          setHeader("Message-ID", id);
        }
      };
    }
  }
}
