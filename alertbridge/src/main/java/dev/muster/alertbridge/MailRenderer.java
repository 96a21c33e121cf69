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
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import org.apache.commons.mail.EmailException;
import org.apache.commons.mail.SimpleEmail;

/**
 * Turns a mail's words into the message that is stored and sent: RFC 5322, text with an HTML
 * alternative and pictures, all ASCII. Message ids are worked out from what the mail is about, so
 * that rendering the same event again gives the same id.
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
    var references = replyTo.equals(about) ? List.<String>of() : List.of(replyTo);
    return render(Letter.of(content), recipient, about, references, headers, date);
  }

  /**
   * Renders.
   *
   * @param about what the mail is about; with the recipient it gives the Message-ID
   * @param roots what else it belongs to, as {@code about} of mails that there may or may not be;
   *     mail programs show those of a common root together
   * @param headers further ones, values on one line
   */
  OutgoingMail render(
      Letter letter,
      String recipient,
      String about,
      List<String> roots,
      Map<String, String> headers,
      Instant date)
      throws UnrenderableException {
    String hash = hash(about, recipient);
    String id = messageId(about, recipient);
    try {
      var email = new FixedIdEmail(id);
      email.setMailSession(SESSION);
      email.setCharset(StandardCharsets.UTF_8.name());
      email.setFrom(from, "Muster");
      email.addTo(recipient);
      email.setSubject(letter.subject());
      email.setSentDate(Date.from(date));
      email.setContent(MailBody.of(letter, hash));
      email.addHeader("Auto-Submitted", "auto-generated");
      email.addHeader("List-Id", "Muster <alerts.muster." + domain() + ">");
      if (!roots.isEmpty()) {
        var ids = roots.stream().map(root -> messageId(root, recipient)).toList();
        email.addHeader("In-Reply-To", ids.getFirst());
        email.addHeader("References", String.join(" ", ids));
      }
      headers.forEach(email::addHeader);
      email.buildMimeMessage();
      return new OutgoingMail(
          id, recipient, letter.subject(), letter.text(), text(email.getMimeMessage()));
    } catch (EmailException | MessagingException | IOException | RuntimeException e) {
      throw new UnrenderableException(
          "no mail from %s to %s can be made: %s".formatted(from, recipient, e.getMessage()), e);
    }
  }

  private static String text(MimeMessage message) throws MessagingException, IOException {
    message.saveChanges();
    var bytes = new ByteArrayOutputStream(4096);
    message.writeTo(bytes);
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  private String messageId(String about, String recipient) {
    return "<muster." + hash(about, recipient) + "@" + domain() + ">";
  }

  private static String hash(String about, String recipient) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest((about + '\n' + recipient).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private String domain() {
    String domain = from.substring(from.lastIndexOf('@') + 1);
    return domain.matches("[A-Za-z0-9.-]+") ? domain : "localhost";
  }

  /** A mail whose message keeps the id it was given. */
  private static final class FixedIdEmail extends SimpleEmail {
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
